// Judges the inclusion proofs of receipts with Sigstore's own code: node receipts.cjs MODULES FOLDER
// MODULES is a node_modules that holds @sigstore/verify. Signatures are the business of main.go.
const fs = require("fs"), path = require("path");
const [modules, folder] = process.argv.slice(2);
const { verifyMerkleInclusion } = require(path.join(path.resolve(modules), "@sigstore/verify/dist/tlog/merkle.js"));

let accepted = 0, refused = 0;
for (const name of fs.readdirSync(folder).filter((name) => name.endsWith(".tlog-proof"))) {
  const [proof, checkpoint] = fs.readFileSync(path.join(folder, name), "utf8").split("\n\n");
  const lines = proof.split("\n");
  const [, size, root] = checkpoint.split("\n");
  const entry = {
    canonicalizedBody: Buffer.from(lines[1].slice("extra ".length), "base64"),
    inclusionProof: { logIndex: lines[2].slice("index ".length), hashes: lines.slice(3).map((line) => Buffer.from(line, "base64")) },
  };
  try {
    verifyMerkleInclusion(entry, { logSize: BigInt(size), logHash: Buffer.from(root, "base64") });
    accepted++;
  } catch (error) {
    if (!/inclusion|hash|index/.test(error.message)) throw error;
    refused++;
  }
}
console.log(`${accepted} accepted, ${refused} refused`);
