/** Who speaks for a committee: 主任, 副主任, 联络员. */
export type ContactRole = 'head' | 'deputy' | 'liaison';
/** The three roles, highest first. */
export const CONTACT_ROLES: readonly ContactRole[] = ['head', 'deputy', 'liaison'];
