import type { Fault, Sentence } from '../problem.js';
import type { AttachmentKind } from './form.js';

/** Types that are alike enough that one called like another is no lie: phones name a PNG `.jpg`. */
type Family = 'word' | 'sheet' | 'text' | 'pdf' | 'image' | 'video';

interface Medium extends Sentence {
  family: Family;
  /** Endings of names that promise it; the first is given to what is downloaded. */
  endings: readonly [string, ...string[]];
}

const medium = (family: Family, endings: Medium['endings'], zh: string, en: string): Medium => ({
  family,
  endings,
  zh,
  en,
});

const OPEN_XML = 'application/vnd.openxmlformats-officedocument';

/** Media types that are taken, and what people call them. */
const MEDIA: Readonly<Record<string, Medium>> = {
  'application/pdf': medium('pdf', ['pdf'], 'PDF 文档', 'a PDF'),
  'application/msword': medium('word', ['doc'], 'Word 文档', 'a Word document'),
  [`${OPEN_XML}.wordprocessingml.document`]: medium('word', ['docx'], 'Word 文档', 'a Word document'),
  'application/vnd.oasis.opendocument.text': medium('word', ['odt'], 'ODT 文档', 'an OpenDocument text'),
  'application/vnd.ms-excel': medium('sheet', ['xls'], 'Excel 表格', 'an Excel sheet'),
  [`${OPEN_XML}.spreadsheetml.sheet`]: medium('sheet', ['xlsx'], 'Excel 表格', 'an Excel sheet'),
  'application/vnd.oasis.opendocument.spreadsheet': medium(
    'sheet',
    ['ods'],
    'ODS 表格',
    'an OpenDocument sheet',
  ),
  'text/plain': medium('text', ['txt', 'csv'], '纯文本（txt、csv）', 'plain text (txt, csv)'),
  'image/jpeg': medium('image', ['jpg', 'jpeg'], 'JPEG 照片', 'a JPEG photo'),
  'image/png': medium('image', ['png'], 'PNG 图片', 'a PNG image'),
  'image/webp': medium('image', ['webp'], 'WebP 图片', 'a WebP image'),
  'image/heic': medium('image', ['heic', 'heif'], 'HEIC 照片', 'a HEIC photo'),
  'video/mp4': medium('video', ['mp4', 'm4v'], 'MP4 视频', 'an MP4 video'),
  'video/quicktime': medium('video', ['mov'], 'QuickTime 视频', 'a QuickTime video'),
  'video/webm': medium('video', ['webm'], 'WebM 视频', 'a WebM video'),
  'video/3gpp': medium('video', ['3gp'], '3GP 视频', 'a 3GP video'),
};

/** Other words for the same thing. */
const SAME_AS: Readonly<Record<string, string>> = {
  'image/heif': 'image/heic',
  'video/x-m4v': 'video/mp4',
  'video/3gpp2': 'video/3gpp',
};

/** What is often brought instead; everything else is told by its media type. */
const OTHERS: Readonly<Record<string, Sentence>> = {
  'application/octet-stream': { zh: '无法识别的内容', en: 'content of no known type' },
  'application/zip': { zh: 'ZIP 压缩包', en: 'a ZIP archive' },
  'application/x-rar-compressed': { zh: 'RAR 压缩包', en: 'a RAR archive' },
  'application/x-7z-compressed': { zh: '7z 压缩包', en: 'a 7z archive' },
  'application/x-msdownload': { zh: 'Windows 程序', en: 'a Windows program' },
  'application/x-elf': { zh: '可执行程序', en: 'a program' },
  'application/x-cfb': {
    zh: '加密的 Office 文件，或其他复合文件',
    en: 'an encrypted Office file, or another compound file',
  },
  'application/xml': { zh: 'XML 文件', en: 'an XML file' },
  'image/gif': { zh: 'GIF 动图', en: 'a GIF' },
};

const DOCUMENTS = Object.keys(MEDIA).filter((type) => !/^(image|video)\//.test(type));

/** Which media types each kind of attachment takes. A list of names may be plain text. */
const TAKEN: Readonly<Record<AttachmentKind, readonly string[]>> = {
  document: DOCUMENTS,
  roster: [
    ...[`${OPEN_XML}.spreadsheetml.sheet`, 'text/plain'],
    ...[`${OPEN_XML}.wordprocessingml.document`, 'application/pdf'],
  ],
  photo: Object.keys(MEDIA).filter((type) => type.startsWith('image/')),
  video: Object.keys(MEDIA).filter((type) => type.startsWith('video/')),
};

/** The one word for a media type. */
export const mediaType = (found: string): string => SAME_AS[found] ?? found;

/** What content is, as people say it. */
const saidOf = (type: string): Sentence => MEDIA[type] ?? OTHERS[type] ?? { zh: type, en: type };

/** Endings of names of what a kind takes: for the file picker of a browser, and for sentences. */
export const endingsTaken = (kind: AttachmentKind): string[] =>
  TAKEN[kind].flatMap((type) => [...MEDIA[type]!.endings]);

/** Why a file cannot be taken. */
export type FileFault = Fault<'wrong-kind' | 'lies' | 'empty' | 'too-large'>;

/**
 * What is wrong with a file for a kind of attachment; null: nothing.
 * @param type its media type by its content, as {@link mediaType} words it
 * @param name as its sender calls it: one that promises another sort of content than there is lies
 */
export function fileFault(
  kind: AttachmentKind,
  { type, name, bytes }: { type: string; name: string; bytes: number },
): FileFault | null {
  if (bytes === 0) return { reason: 'empty', zh: '文件是空的', en: 'the file is empty' };
  const { zh, en } = saidOf(type);
  const ending = endingOf(name);
  const promised = Object.values(MEDIA).find(({ endings }) => endings.includes(ending));
  if (promised && promised.family !== MEDIA[type]?.family)
    return {
      reason: 'lies',
      zh: `文件名以 .${ending} 结尾，内容其实是${apart(zh)}：请换成真正的文件，或改正文件名`,
      en: `its name ends in .${ending}, but it is really ${en}: choose the right file, or mend its name`,
    };
  if (TAKEN[kind].includes(type)) return null;
  const taken = endingsTaken(kind);
  return {
    reason: 'wrong-kind',
    zh: `这里只收 ${taken.join('、')}，这个文件其实是${apart(zh)}`,
    en: `only ${taken.join(', ')} can go here, and this is really ${en}`,
  };
}

/** A file larger than its kind may be. */
export const tooLarge = (mostMegabytes: number): FileFault => ({
  reason: 'too-large',
  zh: `文件超过 ${mostMegabytes} MB：请压缩，或换一个小一些的`,
  en: `it is larger than ${mostMegabytes} MB: make it smaller, or choose another`,
});

/** Chinese and Latin letters stand apart. */
const apart = (words: string): string => (/^[A-Za-z0-9]/.test(words) ? ` ${words}` : words);

const endingOf = (name: string): string => (/\.([^.\s]{1,8})$/.exec(name)?.[1] ?? '').toLowerCase();

/** A name of what is downloaded that tells the truth of its content. */
export function honestName(name: string, type: string): string {
  const endings = MEDIA[type]?.endings;
  return endings === undefined || endings.includes(endingOf(name)) ? name : `${name}.${endings[0]}`;
}

const LONGEST_NAME = 120;

/** A file's name as its sender's machine gave it, without folders and what steers a screen; never empty. */
export function plainName(given: string): string {
  const last = given.split(/[/\\]/).at(-1) ?? '';
  const plain = last.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '').trim();
  // The ending is what people look at.
  const short =
    plain.length <= LONGEST_NAME ? plain : `${plain.slice(0, LONGEST_NAME - 20)}…${plain.slice(-16)}`;
  return short || '附件';
}
