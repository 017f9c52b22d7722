/** Fields of one group of a report, by their names in lower case; of a repeated one the first. */
export type ReportFields = ReadonlyMap<string, string>;

/** The groups of a machine-readable report (RFC 3464, RFC 5965): fields like those of a mail, groups between empty lines. */
export function reportGroups(content: string): ReportFields[] {
  const unfolded = content.replace(/\r\n?/g, '\n').replace(/\n[ \t]+(?=\S)/g, ' ');
  return unfolded
    .split(/\n\s*\n/)
    .map((group) => {
      const fields = new Map<string, string>();
      for (const [, name = '', value = ''] of group.matchAll(/^([A-Za-z][\w-]*):[ \t]*(.*)$/gm)) {
        if (!fields.has(name.toLowerCase())) fields.set(name.toLowerCase(), value.trim());
      }
      return fields;
    })
    .filter((fields) => fields.size > 0);
}

/** More addresses are never needed, and a text may hold a whole directory. */
const MOST_ADDRESSES = 20;

/** Mail addresses in a text, each once. */
export const addressesIn = (text: string): string[] => [
  ...new Set(
    [...text.matchAll(/[^\s<>"'()[\],;:：，。、（）“”]{1,64}@[A-Za-z0-9][A-Za-z0-9.-]{0,250}[A-Za-z0-9]/g)]
      .slice(0, MOST_ADDRESSES)
      .map(([address]) => address),
  ),
];
