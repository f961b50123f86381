// A real Signalbox with a Kafka of its own, and a receiver of notifications, for the tests in a browser.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const LAUNCHER = fileURLToPath(new URL('../../../../signalbox', import.meta.url));
const START_MILLIS = 180_000;

/** Waits until something is so, asking again and again. @template T @param {() => Promise<T> | T} ask @param {string} what @param {number} [millis] @returns {Promise<T>} */
export async function until(ask, what, millis = 60_000) {
  const end = Date.now() + millis;
  let last;
  for (;;) {
    try {
      const value = await ask();
      if (value) return value;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`waited ${millis} ms until ${what}`, { cause: last });
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** @returns {Promise<number>} a port that is free now */
const freePort = () =>
  new Promise((resolve) => {
    const socket = createSocket();
    socket.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (socket.address());
      socket.close(() => resolve(port));
    });
  });

/** What starts a Signalbox: a class path in PAGE_TEST_CLASSPATH, else the launcher of the checkout, once it is built. */
function command() {
  const java = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin/java') : 'java';
  if (process.env.PAGE_TEST_CLASSPATH) return [java, '-Xmx448m', '-cp', process.env.PAGE_TEST_CLASSPATH, 'dev.signalbox.standalone.command.Signalbox', 'start'];
  return existsSync(fileURLToPath(new URL('../../../../standalone/target/lib', import.meta.url))) ? [LAUNCHER, 'start'] : null;
}

/** Whether a Signalbox can be started here. */
export const canStart = () => Boolean(process.env.PAGE_TEST_URL) || command() !== null;

/**
 * @typedef {object} Server
 * @property {string} url
 * @property {string} hook where the receiver listens: `/ok` takes everything; `/STATUS` answers with it
 * @property {{path: string, headers: import('node:http').IncomingHttpHeaders, body: string}[]} received
 * @property {(method: string, path: string, body?: any) => Promise<any>} call throws where the answer is not 2xx
 * @property {(...events: any[]) => Promise<any>} send events; what a CloudEvent needs and is not there is filled in
 * @property {(name: string, rule: any) => Promise<any>} rule stores a rule of the bus default
 * @property {() => Promise<void>} close
 */

/** Starts a Signalbox; with PAGE_TEST_URL one that runs is used. @param {Record<string, string>} [settings] @returns {Promise<Server>} */
export async function start(settings = {}) {
  /** @type {Server['received']} */
  const received = [];
  const receiver = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part) => (body += part));
    request.on('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers, body });
      const status = Number(request.url?.slice(1));
      response.writeHead(status >= 200 ? status : 200, { 'content-type': 'application/json' }).end('{"errcode":0,"errmsg":"ok"}');
    });
  });
  await new Promise((resolve) => receiver.listen(0, '127.0.0.1', () => resolve(undefined)));
  const hook = `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (receiver.address()).port}`;
  const own = process.env.PAGE_TEST_URL ? null : await launch(settings);
  const url = own?.url ?? /** @type {string} */ (process.env.PAGE_TEST_URL);

  /** @type {Server['call']} */
  const call = async (method, path, body) => {
    const response = await fetch(url + path, { method, headers: { 'content-type': 'application/json' }, body: body === undefined ? undefined : JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : null;
  };
  let number = 0;
  return {
    url,
    hook,
    received,
    call,
    async send(...events) {
      const whole = events.map((event) => ({ specversion: '1.0', id: `test-${process.pid}-${++number}`, source: 'page.test', type: 'page:Test:Sent', ...event }));
      await until(
        async () => {
          const response = await fetch(`${url}/events`, { method: 'POST', headers: { 'content-type': 'application/cloudevents-batch+json' }, body: JSON.stringify(whole) });
          if (response.status === 503 || response.status === 429) return false;
          if (!response.ok) throw new Error(await response.text());
          return true;
        },
        'the events are accepted',
      );
      return whole;
    },
    rule: (name, rule) => call('PUT', `/api/buses/default/rules/${encodeURIComponent(name)}`, { name, enabled: true, ...rule }),
    async close() {
      receiver.closeAllConnections();
      receiver.close();
      await own?.stop();
    },
  };
}

/** @param {Record<string, string>} settings */
async function launch(settings) {
  const [program, ...args] = command() ?? [];
  const data = mkdtempSync(join(tmpdir(), 'signalbox-page-'));
  const url = `http://127.0.0.1:${await freePort()}`;
  const kafka = `127.0.0.1:${await freePort()}`;
  const child = spawn(program, args, {
    env: {
      ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('SIGNALBOX_'))),
      SIGNALBOX_HTTP: url.slice('http://'.length),
      SIGNALBOX_KAFKA: kafka,
      SIGNALBOX_DATA: data,
      SIGNALBOX_TARGET_NETWORKS: '127.0.0.0/8',
      SIGNALBOX_BACKOFF_RETRY: 'PT1S/PT2S',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (output = (output + part).slice(-20_000)));
  const ended = new Promise((resolve) => child.on('exit', resolve));
  const stop = async () => {
    if (child.exitCode === null) child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), 30_000);
    await ended;
    clearTimeout(late);
    rmSync(data, { recursive: true, force: true });
  };
  try {
    await until(
      async () => {
        if (child.exitCode !== null) throw new Error('it ended');
        return (await fetch(`${url}/health/ready`)).ok;
      },
      'Signalbox is ready',
      START_MILLIS,
    );
  } catch (error) {
    await stop();
    throw new Error(`Signalbox did not start:\n${output}`, { cause: error });
  }
  return { url, stop };
}
