/** The migrated database that every test file's own is cloned from. */
export const TEMPLATE_DATABASE = 'muster_template';
