import { resolve } from 'node:path';
import { fileFault, mediaType, plainName, tooLarge, type FileFault } from '../domain/duties/media.js';
import type { AttachmentKind, Slot } from '../domain/duties/form.js';
import { BlobTooLarge, openBlobs, type Blobs, type StagedBlob } from '../runtime/blobs.js';
import type { Config } from '../runtime/config.js';
import { contentTypeOf } from '../runtime/content-type.js';
import type { Keys } from '../runtime/keys.js';
import { root } from '../runtime/root.js';

/** What has to be known to take files in, and to give them out. */
export const FILE_SETTINGS = [
  'BLOB_FOLDER',
  'ATTACHMENT_DOCUMENT_MEGABYTES',
  'ATTACHMENT_PHOTO_MEGABYTES',
  'ATTACHMENT_VIDEO_MEGABYTES',
] as const;

/** Where files handed in lie, and how large one may be. */
export interface Files {
  blobs: Blobs;
  mostMegabytes: Readonly<Record<AttachmentKind, number>>;
}

/** A megabyte, as phones and settings count it. */
export const MEGABYTE_BYTES = 1024 * 1024;

/** Opens the folder of files. */
export const openFiles = (config: Config<(typeof FILE_SETTINGS)[number]>, keys: Keys): Files => ({
  blobs: openBlobs(resolve(root, config.blobFolder), keys),
  mostMegabytes: {
    document: config.attachmentDocumentMegabytes,
    roster: config.attachmentDocumentMegabytes,
    photo: config.attachmentPhotoMegabytes,
    video: config.attachmentVideoMegabytes,
  },
});

/** A file that was taken in for a slot, and is not kept yet. */
export interface ReceivedFile {
  slot: string;
  name: string;
  mediaType: string;
  staged: StagedBlob;
}

/** A file that was not taken, and why. */
export interface RefusedFile {
  slot: string;
  name: string;
  fault: FileFault;
}

/** A file as it comes. */
export interface ComingFile {
  /** As its sender's machine calls it. */
  name: string;
  content: AsyncIterable<Buffer>;
}

/**
 * Takes a file in and looks at what it is, by its content. Nothing is left of one that is refused.
 * @returns what was taken, to be kept or dropped by the caller
 */
export async function receiveFile(
  { blobs, mostMegabytes }: Files,
  { key: slot, kind }: Slot,
  { name: given, content }: ComingFile,
): Promise<ReceivedFile | RefusedFile> {
  const name = plainName(given);
  const most = mostMegabytes[kind];
  const staged = await blobs.take(content, most * MEGABYTE_BYTES).catch((error: unknown) => {
    if (error instanceof BlobTooLarge) return undefined;
    throw error;
  });
  if (staged === undefined) return { slot, name, fault: tooLarge(most) };
  try {
    const type = mediaType(await contentTypeOf(() => staged.read()));
    const fault = fileFault(kind, { type, name, bytes: staged.bytes });
    if (fault === null) return { slot, name, mediaType: type, staged };
    await staged.drop();
    return { slot, name, fault };
  } catch (error) {
    await staged.drop();
    throw error;
  }
}

/** Whether a file was taken. */
export const wasReceived = (file: ReceivedFile | RefusedFile): file is ReceivedFile => 'staged' in file;
