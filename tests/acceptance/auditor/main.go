// An auditor of a C2SP tlog-tiles log that shares no code with choqr: signatures, tree hashes and proofs are those of Go's
// golang.org/x/mod/sumdb, as Debian packages it.
//
//	auditor -log PREFIX -vkey KEY [-token TOKEN] [-old FILE] [-olds FOLDER]
//	auditor -vkey KEY -receipts FOLDER
//	auditor -log PREFIX -vkey KEY -token TOKEN -witness NAME+SEED [-old FILE]
//	auditor -witness NAME+SEED
//
// PREFIX is an http address or a folder. Read are the checkpoint, every entry and every tile; the root is computed from the
// entries, each tile is compared with it, and the tree must continue each older checkpoint. With -receipts each *.tlog-proof in
// FOLDER is judged offline. With -witness the checkpoint is printed with a cosignature/v1 by the key that the 32 bytes SEED (in hex)
// make, after the same audit; without -log that witness's verifier key is printed. Exit 0 if all is well, else 1 with a sentence.
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go build -o auditor main.go
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

var (
	prefix   = flag.String("log", "", "http address or folder of the log")
	vkey     = flag.String("vkey", "", "verifier key")
	token    = flag.String("token", "", "operator's token, for the entries")
	older    = flag.String("old", "", "an older checkpoint")
	olds     = flag.String("olds", "", "a folder of older checkpoints")
	receipts = flag.String("receipts", "", "a folder of receipts, judged offline")
	witness  = flag.String("witness", "", "sign what was audited: NAME+SEED")
	client   = http.Client{Timeout: 20 * time.Second}
	decimal  = regexp.MustCompile(`^(0|[1-9][0-9]{0,18})$`)
)

func refuse(format string, args ...interface{}) {
	fmt.Printf("REFUSED: "+format+"\n", args...)
	os.Exit(1)
}

func must(err error, what string) {
	if err != nil {
		refuse("%s: %v", what, err)
	}
}

func read(path string) ([]byte, error) {
	if !strings.HasPrefix(*prefix, "http") {
		return os.ReadFile(filepath.Join(*prefix, path))
	}
	request, err := http.NewRequest("GET", *prefix+"/"+path, nil)
	if err != nil {
		return nil, err
	}
	if *token != "" {
		request.Header.Set("Authorization", "Bearer "+*token)
	}
	answer, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != 200 {
		return nil, fmt.Errorf("%s: %s", path, answer.Status)
	}
	return io.ReadAll(answer.Body)
}

// tree takes a checkpoint apart after its signature was found good.
func tree(signed []byte, verifier note.Verifier) (tlog.Tree, error) {
	opened, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 || lines[0] != verifier.Name() || !decimal.MatchString(lines[1]) {
		return tlog.Tree{}, fmt.Errorf("not a checkpoint of %s", verifier.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return tlog.Tree{}, fmt.Errorf("root %q", lines[2])
	}
	result := tlog.Tree{N: size}
	copy(result.Hash[:], root)
	return result, nil
}

// path is C2SP's: without the height that Go's own logs have in it.
func path(tile tlog.Tile) string { return "tile/" + strings.TrimPrefix(tile.Path(), "tile/8/") }

type tiles struct{}

func (tiles) Height() int                     { return 8 }
func (tiles) SaveTiles([]tlog.Tile, [][]byte) {}
func (tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range wanted {
		data, err := read(path(tile))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

type hashes []tlog.Hash

func (stored hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		out[i] = stored[index]
	}
	return out, nil
}

// entries reads every record and gives the hashes that they make.
func entries(size int64) hashes {
	var stored hashes
	for at := int64(0); at < size; {
		width := size - at
		if width > 256 {
			width = 256
		}
		name := "tile/entries/" + strings.TrimPrefix(path(tlog.Tile{H: 8, L: 0, N: at / 256, W: int(width)}), "tile/0/")
		bundle, err := read(name)
		must(err, "entries")
		for i := int64(0); i < width; i++ {
			if len(bundle) < 2 {
				refuse("%s is short", name)
			}
			length := int(bundle[0])<<8 | int(bundle[1])
			if len(bundle) < 2+length {
				refuse("%s is short", name)
			}
			made, err := tlog.StoredHashes(at+i, bundle[2:2+length], stored)
			must(err, name)
			stored = append(stored, made...)
			bundle = bundle[2+length:]
		}
		if len(bundle) != 0 {
			refuse("%s has %d bytes too many", name, len(bundle))
		}
		at += width
	}
	return stored
}

func compareTiles(size int64, stored hashes) int {
	count := 0
	for _, tile := range tlog.NewTiles(8, 0, size) {
		full := size
		for level := 0; level < tile.L; level++ {
			full /= 256
		}
		width := full - tile.N*256
		if width > 256 {
			width = 256
		}
		if int64(tile.W) != width {
			continue // Partial tiles of sizes that were not published.
		}
		wanted, err := tlog.ReadTileData(tile, stored)
		must(err, path(tile))
		got, err := read(path(tile))
		must(err, path(tile))
		if !bytes.Equal(got, wanted) {
			refuse("%s differs from the entries", path(tile))
		}
		count++
	}
	return count
}

func continues(now tlog.Tree, file string, verifier note.Verifier) {
	signed, err := os.ReadFile(file)
	must(err, file)
	then, err := tree(signed, verifier)
	must(err, file)
	if then.N > now.N {
		refuse("the log has shrunk from %d to %d", then.N, now.N)
	}
	if then.N == 0 {
		return
	}
	proof, err := tlog.ProveTree(now.N, then.N, tlog.TileHashReader(now, tiles{}))
	must(err, file)
	if err := tlog.CheckTree(proof, now.N, now.Hash, then.N, then.Hash); err != nil {
		refuse("a fork: the log does not continue the checkpoint of size %d: %v", then.N, err)
	}
}

// cosigner is a witness as C2SP's tlog-cosignature describes it.
type cosigner struct {
	name string
	key  ed25519.PrivateKey
}

func newCosigner(text string) cosigner {
	parts := strings.Split(text, "+")
	if len(parts) != 2 {
		refuse("-witness is NAME+SEED")
	}
	seed, err := hex.DecodeString(parts[1])
	if err != nil || len(seed) != ed25519.SeedSize {
		refuse("a seed is 32 bytes in hex")
	}
	return cosigner{parts[0], ed25519.NewKeyFromSeed(seed)}
}

func (c cosigner) public() []byte { return append([]byte{4}, c.key.Public().(ed25519.PublicKey)...) }

func (c cosigner) id() []byte {
	sum := sha256.Sum256(append([]byte(c.name+"\n"), c.public()...))
	return sum[:4]
}

func (c cosigner) verifierKey() string {
	return fmt.Sprintf("%s+%x+%s", c.name, c.id(), base64.StdEncoding.EncodeToString(c.public()))
}

func (c cosigner) line(signed []byte, now int64) string {
	text := signed[:bytes.LastIndex(signed, []byte("\n\n"))+1]
	message := fmt.Sprintf("cosignature/v1\ntime %d\n%s", now, text)
	payload := append(c.id(), make([]byte, 8)...)
	binary.BigEndian.PutUint64(payload[4:], uint64(now))
	payload = append(payload, ed25519.Sign(c.key, []byte(message))...)
	return fmt.Sprintf("\u2014 %s %s\n", c.name, base64.StdEncoding.EncodeToString(payload))
}

func audit(verifier note.Verifier) {
	signed, err := read("checkpoint")
	must(err, "checkpoint")
	now, err := tree(signed, verifier)
	must(err, "checkpoint")
	stored := entries(now.N)
	if now.N > 0 {
		root, err := tlog.TreeHash(now.N, stored)
		must(err, "root")
		if root != now.Hash {
			refuse("the root of the %d entries is %v, the checkpoint says %v", now.N, root, now.Hash)
		}
	}
	count := compareTiles(now.N, stored)
	var files []string
	if *older != "" {
		files = append(files, *older)
	}
	if *olds != "" {
		found, err := filepath.Glob(filepath.Join(*olds, "*"))
		must(err, *olds)
		files = append(files, found...)
	}
	for _, file := range files {
		continues(now, file, verifier)
	}
	if *witness != "" {
		fmt.Printf("%s%s", signed, newCosigner(*witness).line(signed, time.Now().Unix()))
		return
	}
	fmt.Printf("OK: %d records, %d tiles, continues %d older checkpoints, root %v\n", now.N, count, len(files), now.Hash)
}

// judge reads one C2SP tlog-proof with the record in its "extra" line.
func judge(file string, verifier note.Verifier) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	parts := strings.SplitN(string(text), "\n\n", 2)
	if len(parts) != 2 {
		return fmt.Errorf("no empty line")
	}
	lines := strings.Split(parts[0], "\n")
	if lines[0] != "c2sp.org/tlog-proof@v1" || len(lines) < 3 || !strings.HasPrefix(lines[1], "extra ") || !strings.HasPrefix(lines[2], "index ") {
		return fmt.Errorf("not a proof with its entry")
	}
	entry, err := base64.StdEncoding.Strict().DecodeString(strings.TrimPrefix(lines[1], "extra "))
	if err != nil {
		return err
	}
	number := strings.TrimPrefix(lines[2], "index ")
	if !decimal.MatchString(number) {
		return fmt.Errorf("index %q", number)
	}
	index, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return err
	}
	var proof tlog.RecordProof
	for _, line := range lines[3:] {
		hash, err := base64.StdEncoding.Strict().DecodeString(line)
		if err != nil || len(hash) != tlog.HashSize {
			return fmt.Errorf("proof line %q", line)
		}
		proof = append(proof, tlog.Hash{})
		copy(proof[len(proof)-1][:], hash)
	}
	head, err := tree([]byte(parts[1]), verifier)
	if err != nil {
		return err
	}
	return tlog.CheckRecord(proof, head.N, head.Hash, index, tlog.RecordHash(entry))
}

func judgeAll(verifier note.Verifier) {
	files, err := filepath.Glob(filepath.Join(*receipts, "*.tlog-proof"))
	must(err, *receipts)
	refused := 0
	for _, file := range files {
		if err := judge(file, verifier); err != nil {
			fmt.Printf("%s: %v\n", filepath.Base(file), err)
			refused++
		}
	}
	fmt.Printf("%d receipts, %d refused\n", len(files), refused)
	if refused > 0 || len(files) == 0 {
		os.Exit(1)
	}
}

func main() {
	flag.Parse()
	if *witness != "" && *prefix == "" {
		fmt.Println(newCosigner(*witness).verifierKey())
		return
	}
	verifier, err := note.NewVerifier(*vkey)
	must(err, "verifier key")
	if *receipts != "" {
		judgeAll(verifier)
		return
	}
	audit(verifier)
}
