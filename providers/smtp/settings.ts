import type { ProviderIdentity } from '../contract.js';
import type { DkimSettings } from './dkim.js';

/** What the mail provider is told. */
export interface SmtpSettings extends ProviderIdentity {
  /** `smtp://` or `smtps://`, user and password inside, nodemailer's options as its query (`?requireTLS=true`). */
  url: string;
  /** The From header: `notice@example.cn` or `唐山志愿者 <notice@example.cn>`; its address is the envelope sender unless `bounceTo` says otherwise. */
  from: string;
  /** Where bounces go, each mail's under an address of its own; absent: to the sender. */
  bounceTo?: string;
  /** Absent: mails go out unsigned. */
  dkim?: DkimSettings;
  /** Connections kept open to the relay, each with one mail under way. */
  connections: number;
  /**
   * Longest time for one mail, from hand-over to the relay's last answer. A mail cut off here may be sent twice, so
   * rather long: relays take minutes at times.
   */
  sendTimeoutMilliseconds: number;
  /** How long a relay's "not now" (4xx) means. */
  backOffMilliseconds: number;
  /** When to try again after a connection that failed before the mail was asked for. */
  reconnectMilliseconds: number;
}
