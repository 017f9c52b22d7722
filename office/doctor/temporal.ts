import type { Connection } from '@temporalio/client';
import { CAMPAIGN_QUEUE, SEARCH_ATTRIBUTES } from '../../workflows/contract.js';
import { codeOf } from '../error-code.js';
import type { Office } from '../office.js';
import { patiently } from '../temporal.js';
import { fine, trouble, watchedFor, type Finding } from './finding.js';

const PATIENCE_MILLISECONDS = 5000;
/** gRPC NOT_FOUND. */
const NOT_FOUND = 5;
/** temporal.api.enums.v1: TASK_QUEUE_TYPE_WORKFLOW and INDEXED_VALUE_TYPE_KEYWORD. */
const WORKFLOW_TASKS = 1;
const KEYWORD: number = 2;
/** A worker asks for work at least once a minute. */
const POLLER_ABSENT_MILLISECONDS = 120_000;

/** What it takes to look at Temporal. */
type Examined = Pick<Office, 'temporal' | 'clock'>;

const TEMPORAL = { cause: 'engine down', subject: 'temporal' } as const;

/** Temporal: reachable, with our namespace, search attributes and a worker. */
export async function examineTemporal(office: Examined): Promise<Finding[]> {
  const { temporal } = office;
  // Lazy connections are typed by their common base, which knows no operator service.
  const connection = temporal.client.connection as Connection;
  const { namespace } = temporal.client.options;
  try {
    const answering = await patiently(temporal, () => server(connection, namespace), PATIENCE_MILLISECONDS);
    const missing = await patiently(temporal, () => namespaceMissing(connection, namespace));
    if (missing) return [answering, watchedFor(missing, { ...TEMPORAL, detail: { code: 'NOT_FOUND' } })];
    const inside = await patiently(temporal, () =>
      Promise.all([
        attributes(connection, namespace),
        worker(office, connection, namespace).then((finding) =>
          watchedFor(finding, { cause: 'engine down', subject: 'campaigns worker' }),
        ),
      ]),
    );
    return [watchedFor(answering, TEMPORAL), ...inside];
  } catch (error) {
    const code = codeOf(error);
    return [watchedFor(unreachable(code), { ...TEMPORAL, detail: { code } })];
  }
}

async function server(connection: Connection, namespace: string): Promise<Finding> {
  // The first answer includes connecting; the second is what every call waits.
  await connection.workflowService.getSystemInfo({});
  const began = performance.now();
  const { serverVersion: version } = await connection.workflowService.getSystemInfo({});
  const latencyMilliseconds = Math.round(performance.now() - began);
  return fine(
    'temporal',
    [`Temporal ${version}，${latencyMilliseconds} 毫秒`, `Temporal ${version}, ${latencyMilliseconds} ms`],
    { version, latencyMilliseconds, namespace },
  );
}

const unreachable = (code: string): Finding =>
  trouble(
    'wrong',
    'temporal',
    [
      `连不上 Temporal（${code}）：已发起的活动停在原处，新活动会在它恢复后自动开始`,
      `cannot connect to Temporal (${code}): runs stand still, and new ones begin when it is back`,
    ],
    ['启动 Temporal，或改正 TEMPORAL_ADDRESS', 'start Temporal, or correct TEMPORAL_ADDRESS'],
    { code },
  );

async function namespaceMissing(connection: Connection, namespace: string): Promise<Finding | undefined> {
  try {
    await connection.workflowService.describeNamespace({ namespace });
    return undefined;
  } catch (error) {
    if ((error as { code?: unknown }).code !== NOT_FOUND) throw error;
    return trouble(
      'wrong',
      'namespace',
      [`没有命名空间 ${namespace}`, `there is no namespace ${namespace}`],
      [
        `运行 temporal operator namespace create -n ${namespace}，或改正 TEMPORAL_NAMESPACE`,
        `run temporal operator namespace create -n ${namespace}, or correct TEMPORAL_NAMESPACE`,
      ],
    );
  }
}

/** A start that carries an unknown attribute is refused by the server. */
async function attributes(connection: Connection, namespace: string): Promise<Finding> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = Object.values(SEARCH_ATTRIBUTES).filter(
    (name) => Number(customAttributes[name]) !== KEYWORD,
  );
  if (missing.length === 0)
    return fine('search attributes', ['搜索属性齐全', 'all search attributes are there']);
  const command = missing.map((name) => `--name ${name} --type Keyword`).join(' ');
  return trouble(
    'wrong',
    'search attributes',
    [
      `缺少搜索属性 ${missing.join('、')}，活动无法开始`,
      `search attributes ${missing.join(', ')} are missing, so no run can begin`,
    ],
    [
      `运行 temporal operator search-attribute create -n ${namespace} ${command}`,
      `run temporal operator search-attribute create -n ${namespace} ${command}`,
    ],
    { missing },
  );
}

/** Without a poller nothing moves, and nothing else says so: starts and updates are taken all the same. */
async function worker({ clock }: Examined, connection: Connection, namespace: string): Promise<Finding> {
  const { pollers } = await connection.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: CAMPAIGN_QUEUE },
    taskQueueType: WORKFLOW_TASKS,
  });
  const since = clock.now().getTime() - POLLER_ABSENT_MILLISECONDS;
  const alive = pollers.filter(
    ({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1000 > since,
  ).length;
  if (alive > 0)
    return fine('campaigns worker', [`活动进程 ${alive} 个`, `${alive} campaigns worker(s)`], {
      workers: alive,
    });
  return trouble(
    'wrong',
    'campaigns worker',
    ['没有活动进程：活动停在原处', 'no campaigns worker: runs stand still'],
    ['启动活动进程：node dist/workers/campaigns.js', 'start one: node dist/workers/campaigns.js'],
    { workers: 0 },
  );
}
