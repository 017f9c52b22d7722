import type { ProviderIdentity } from '../contract.js';

/** What the carrier's provider is told. */
export interface AliyunSettings extends ProviderIdentity {
  accessKeyId: string;
  accessKeySecret: string;
  /** `host` or `host:port` of the API, without a scheme, e.g. `dysmsapi.aliyuncs.com`. */
  endpoint: string;
  protocol: 'HTTP' | 'HTTPS';
  /** The approved signature, without 【】; one per call. */
  signName: string;
  /** Longest wait for an answer before a call counts as unknown. The SDK's own default, 3 s, is too short. */
  sendTimeoutMilliseconds: number;
  /** Calls open at once; the SDK itself would open any number of sockets. */
  maxOpenCalls: number;
  /** How long "slower, please" means where the carrier names no time. */
  backOffMilliseconds: number;
  /** When to try again after a connection that could not be made. */
  reconnectMilliseconds: number;
}
