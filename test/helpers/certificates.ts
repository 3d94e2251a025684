import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { scratchFolder } from './scratch.ts';

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** Files of a certification authority that nobody else knows, and of a server and a client. */
export interface Certificates {
  readonly ca: string;
  readonly server: { readonly key: string; readonly cert: string };
  readonly client: { readonly key: string; readonly cert: string };
  /** The client's key again, encrypted. */
  readonly encryptedKey: string;
}

/** Makes certificates with openssl that are removed after the test. The server's is for `names`. */
export function makeCertificates(names: string, password: string): Certificates {
  const folder = scratchFolder();
  const file = (name: string): string => path.join(folder, name);
  const [ca, caKey, encryptedKey] = [file('ca.pem'), file('ca.key'), file('encrypted.key')];
  openssl('req', '-x509', ...NEW_KEY, '-keyout', caKey, '-out', ca, '-subj', '/CN=Test CA');
  const signed = (name: string): { key: string; cert: string } => {
    const [key, cert, request] = [file(`${name}.key`), file(`${name}.pem`), file(`${name}.csr`)];
    openssl('req', ...NEW_KEY, '-keyout', key, '-out', request, '-subj', `/CN=${name}`);
    writeFileSync(file('names'), `subjectAltName=${names}`);
    const by = ['-CA', ca, '-CAkey', caKey, '-CAcreateserial', '-extfile', file('names')];
    openssl('x509', '-req', '-in', request, ...by, '-out', cert);
    return { key, cert };
  };
  const [server, client] = [signed('server'), signed('client')];
  const encrypt = ['-aes256', '-passout', `pass:${password}`, '-out', encryptedKey];
  openssl('ec', '-in', client.key, ...encrypt);
  return { ca, server, client, encryptedKey };
}

/** The contents of a key and its certificate, for a server. */
export function contentsOf({ key, cert }: Certificates['server']): { key: Buffer; cert: Buffer } {
  return { key: readFileSync(key), cert: readFileSync(cert) };
}

function openssl(...args: string[]): void {
  execFileSync('openssl', args, { stdio: 'pipe' });
}
