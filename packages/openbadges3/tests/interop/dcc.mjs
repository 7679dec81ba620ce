// The verifier of the Digital Credentials Consortium, which its wallet runs, and its signer.
//
//     node dcc.mjs verify   reads [{credentials: {NAME: credential}, documents: {URL: object},
//                           registries: [registry], at: TIME}], prints [{NAME: result}]; what it
//                           has learnt of a DID it keeps from one to the next
//     node dcc.mjs sign     reads a credential, whose issuer becomes the did:key of a new key,
//                           prints it signed with each of the suites, {NAME: credential}
//
// The verifier's public functions take no document loader, so the web itself is replaced: `fetch`
// answers from the documents, and with 404 for anything else.
import {readFileSync} from 'node:fs';
import {DataIntegrityProof} from '@digitalcredentials/data-integrity';
import {Ed25519Signature2020} from '@digitalcredentials/ed25519-signature-2020';
import * as Ed25519Multikey from '@digitalcredentials/ed25519-multikey';
import {cryptosuite} from '@digitalcredentials/eddsa-rdfc-2022-cryptosuite';
import {securityLoader} from '@digitalcredentials/security-document-loader';
import * as vc from '@digitalcredentials/vc';
import {verifyCredential} from '@digitalcredentials/verifier-core';

const asked = JSON.parse(readFileSync(0, 'utf8'));
let documents = {};

// What the packages log would stand among the results.
console.log = console.error;

globalThis.fetch = async request => {
  const url = String(request.url ?? request);
  const found = Object.hasOwn(documents, url);
  return new Response(JSON.stringify(found ? documents[url] : {message: `${url} is not there`}), {
    status: found ? 200 : 404,
    headers: {'Content-Type': 'application/json'}
  });
};

// The verifier asks the clock, so the clock itself is set.
let now = new Date();
const RealDate = Date;
class SetDate extends RealDate {
  constructor(...given) {
    super(...(given.length ? given : [now]));
  }
  static now() {
    return now.getTime();
  }
}

async function verify(list) {
  globalThis.Date = SetDate;
  const found = [];
  for(const each of list) {
    found.push(await verifyOne(each));
  }
  return found;
}

async function verifyOne({credentials, registries, at, ...given}) {
  now = new RealDate(at);
  documents = given.documents;
  const results = {};
  for(const [name, credential] of Object.entries(credentials)) {
    const {errors, log, additionalInformation} = await verifyCredential({
      credential, knownDIDRegistries: registries
    });
    results[name] = {
      errors: errors?.map(each => each.name) ?? [],
      steps: Object.fromEntries((log ?? []).map(each => [each.id, each.error?.name ?? each.valid])),
      schemas: additionalInformation?.flatMap(each => each.results) ?? []
    };
  }
  return results;
}

async function sign(credential) {
  const documentLoader = securityLoader().build();
  const key = await Ed25519Multikey.generate();
  const {publicKeyMultibase} = await key.export({publicKey: true});
  const did = `did:key:${publicKeyMultibase}`;
  key.controller = did;
  key.id = `${did}#${publicKeyMultibase}`;
  const issued = {...credential, issuer: {...credential.issuer, id: did}};
  const suites = {
    'eddsa-rdfc-2022': new DataIntegrityProof({signer: key.signer(), cryptosuite}),
    Ed25519Signature2020: new Ed25519Signature2020({signer: key.signer()})
  };
  const signed = {};
  for(const [name, suite] of Object.entries(suites)) {
    signed[name] = await vc.issue({credential: structuredClone(issued), suite, documentLoader});
  }
  return signed;
}

const verbs = {verify, sign};
process.stdout.write(JSON.stringify(await verbs[process.argv[2]](asked)));
