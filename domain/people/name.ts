/**
 * A name for lists and exports: the first character, and of three or more also the last:
 * 张三 → 张*, 张小三 → 张*三, 阿依古丽·买买提 → 阿******提. Counted in characters, not UTF-16 units: rare
 * surnames lie outside the first plane.
 */
export function maskName(name: string): string {
  const characters = [...name.trim()];
  const [first = ''] = characters;
  if (characters.length <= 1) return '*'.repeat(characters.length);
  if (characters.length === 2) return `${first}*`;
  return `${first}${'*'.repeat(characters.length - 2)}${characters.at(-1)}`;
}
