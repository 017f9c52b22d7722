import { characters, whole } from './kind.js';
import { setting } from './setting.js';

const megabytes = whole(1, 4096, { zh: 'MB', en: 'MB' });

/** Files that are handed in with reports: where they lie, and how large one may be. */
export const attachments = {
  BLOB_FOLDER: setting(
    characters(1, 4096),
    '附件所在的文件夹，内容以 DATA_KEY 加密；相对路径从程序所在文件夹算起。须与数据库一起备份，网页与 muster 命令共用',
    "Folder of the files handed in, sealed with DATA_KEY; a relative path begins at the program's own folder. Back it up with the database; the portal and the muster command share it",
    { fallback: '.muster/blobs' },
  ),
  ATTACHMENT_DOCUMENT_MEGABYTES: setting(
    megabytes,
    '一份文档或名册最大多少 MB',
    'Largest document or roster in MB',
    { fallback: '20' },
  ),
  ATTACHMENT_PHOTO_MEGABYTES: setting(megabytes, '一张照片最大多少 MB', 'Largest photo in MB', {
    fallback: '15',
  }),
  ATTACHMENT_VIDEO_MEGABYTES: setting(megabytes, '一段视频最大多少 MB', 'Largest video in MB', {
    fallback: '200',
  }),
} as const;
