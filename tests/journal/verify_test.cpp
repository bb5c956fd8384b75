#include "journal/verify.hpp"

#include <algorithm>

#include "journal/checkpoint.hpp"
#include "journal/proof.hpp"
#include "journal/tiles.hpp"
#include "journal/tree_files.hpp"
#include "journal_fixture.hpp"
#include "support/catch.hpp"
#include "world/memory_directory.hpp"

using namespace choqr;
using namespace choqr::journal;
using namespace choqr::journal::testing;
using std::chrono::seconds;
using world::MemoryDirectory;

namespace {

constexpr std::string_view origin = "test.example/ledger";

/// A ledger of several segments with a key, `records` in batches of ten, and its last checkpoint.
struct Signed {
    MemoryDirectory disk;
    SignedCheckpoint early;
    SignedCheckpoint last;

    explicit Signed(std::uint64_t records = 700) {
        Chance chance;
        make_ledger(disk);
        REQUIRE(create_signing_key(disk, chance.random, origin));
        OpenLedger ledger{disk};
        auto checkpoints = open_checkpoints(disk, *ledger);
        REQUIRE(ledger.append(10));
        early = checkpoints->publish(seconds{0}).value();
        while (ledger->committed().value() < records) REQUIRE(ledger.append(10));
        last = checkpoints->publish(seconds{5}).value();
    }

    static std::unique_ptr<Checkpoints> open_checkpoints(world::Directory& directory,
                                                         const JournalFiles& journal) {
        auto opened = Checkpoints::open(directory, journal, std::move(*load_signing_key(directory)));
        REQUIRE(opened.has_value());
        return std::move(*opened);
    }

    std::vector<std::string> segments() {
        auto names = disk.list().value();
        std::erase_if(names, [](const auto& name) { return !name.ends_with(".log"); });
        return names;
    }

    std::string finding(std::vector<std::string> older = {}) {
        const auto report = verify_ledger(
            disk, {.key = {}, .older_checkpoints = std::move(older), .progress = {}, .visit = {}});
        return report.finding.value_or("");
    }
};

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("verify: a whole ledger has nothing to be found, with its root and size", "[journal][verify]") {
    Signed ledger;
    std::uint64_t told = 0;
    const auto report =
        verify_ledger(ledger.disk, {.key = {},
                                    .older_checkpoints = {ledger.early.note, ledger.last.note},
                                    .progress = [&](std::uint64_t done, std::uint64_t) { told = done; },
                                    .visit = {}});
    CHECK_FALSE(report.finding);
    CHECK(report.notes.empty());
    CHECK(report.head == ledger.last.head);
    CHECK(report.segments == ledger.segments().size());
    CHECK(report.checkpoints == 3);
    CHECK(told > 100'000);
}

TEST_CASE("verify: a bit flipped in any byte of any file is found and named", "[journal][verify]") {
    Signed ledger{350};
    for (const auto& name : *ledger.disk.list()) {
        if (name == "lock" || name == "log.key" || name.ends_with(".tmp"))
            continue;  // The blank next segment is nobody's record.
        const auto bytes = ledger.disk.size(name);
        // Every byte of the headers, the ends and the small files; a stride of a prime in between.
        for (std::uint64_t byte = 0; byte < bytes; byte += byte < 300 || bytes < 5000 ? 1 : 211) {
            CAPTURE(name, byte);
            ledger.disk.flip_bit(name, 8 * byte + byte % 8);
            const auto report = verify_ledger(ledger.disk);
            ledger.disk.flip_bit(name, 8 * byte + byte % 8);
            const bool told = report.finding || !report.notes.empty();
            REQUIRE(told);
        }
    }
    CHECK(ledger.finding().empty());
}

TEST_CASE("verify: cut, swapped, doubled, reordered, foreign and missing segments are found",
          "[journal][verify]") {
    Signed ledger{1100};
    const auto names = ledger.segments();
    REQUIRE(names.size() >= 3);
    const auto second = ledger.disk.contents(names[1]);

    SECTION("cut") {
        ledger.disk.truncate(names[1], 20'000);
        CHECK(contains(ledger.finding(), names[1]));
    }
    SECTION("cut to nothing") {
        ledger.disk.truncate(names[1], 0);
        CHECK(contains(ledger.finding(), names[1]));
    }
    SECTION("swapped") {
        ledger.disk.put(names[1], ledger.disk.contents(names[0]));
        ledger.disk.put(names[0], second);
        CHECK(contains(ledger.finding(), names[0]));
    }
    SECTION("doubled under a later name") {
        ledger.disk.put("00000000000000009999.log", second);
        CHECK_THAT(ledger.finding(), Catch::Matchers::Contains("00000000000000009999.log"));
    }
    SECTION("missing in the middle") {
        ledger.disk.take_away(names[1]);
        CHECK(contains(ledger.finding(), names[2]));
    }
    SECTION("missing at the end") {
        ledger.disk.take_away(names.back());
        CHECK(contains(ledger.finding(), "rolled back"));
    }
    SECTION("of another ledger") {
        Signed other{1100};
        auto bytes = other.disk.contents(names[1]);
        bytes[20] = static_cast<char>(bytes[20] ^ 1);  // Its id; the checksum no longer fits either.
        ledger.disk.put(names[1], bytes);
        CHECK(contains(ledger.finding(), names[1]));
    }
    SECTION("two records exchanged") {
        // Equal lengths: batch header 24, then records of 34 + 100 bytes.
        auto bytes = ledger.disk.contents(names[0]);
        const auto first = bytes.substr(data_begin + 24, 134);
        bytes.replace(data_begin + 24, 134, bytes.substr(data_begin + 24 + 134, 134));
        bytes.replace(data_begin + 24 + 134, 134, first);
        ledger.disk.put(names[0], bytes);
        CHECK(contains(ledger.finding(), names[0]));
    }
}

TEST_CASE("verify: a history that was written anew does not pass an older checkpoint", "[journal][verify]") {
    Signed ledger;
    Signed other;  // The same payloads with other salts would be the same; one record differs.
    const auto key = load_verifier_key(other.disk).value();
    MemoryDirectory forged;
    make_ledger(forged);
    forged.put("log.key", ledger.disk.contents("log.key"));
    forged.put("log.vkey", ledger.disk.contents("log.vkey"));
    {
        OpenLedger again{forged};
        REQUIRE(again.append(9));
        const Record changed{3, "record 9 says something else now"};
        REQUIRE(again->append(Sequence{9}, {&changed, 1}));
        REQUIRE(again.append(700));
        REQUIRE(Signed::open_checkpoints(forged, *again)->publish(seconds{0}).has_value());
    }
    CHECK_FALSE(
        verify_ledger(forged).finding);  // By itself it is whole: only somebody's memory contradicts it.
    const auto report = verify_ledger(
        forged, {.key = {}, .older_checkpoints = {ledger.last.note}, .progress = {}, .visit = {}});
    REQUIRE(report.finding);
    CHECK(contains(*report.finding, "rewritten"));
    CHECK(key.name() == origin);
}

TEST_CASE("verify: an older copy of the ledger does not pass a newer checkpoint, nor does choqr sign on it",
          "[journal][verify]") {
    Signed ledger;
    MemoryDirectory older{ledger.disk};
    {
        OpenLedger goes_on{ledger.disk};
        REQUIRE(goes_on.append(5));
        REQUIRE(Signed::open_checkpoints(ledger.disk, *goes_on)->publish(seconds{9}).has_value());
    }
    const auto newest = ledger.disk.contents("checkpoint");
    const auto report =
        verify_ledger(older, {.key = {}, .older_checkpoints = {newest}, .progress = {}, .visit = {}});
    REQUIRE(report.finding);
    CHECK(contains(*report.finding, "rolled back"));

    OpenLedger restored{older};
    older.put("checkpoint", newest);
    const auto refused = Checkpoints::open(older, *restored, std::move(*load_signing_key(older)));
    CHECK(refused.error() == errc::history_differs);
    CHECK(contains(refused.error().message(), "rolled back"));
}

TEST_CASE("recovery: a batch and its mark damaged together are not cut where a checkpoint covers them",
          "[journal][recovery]") {
    Signed ledger{20};
    const auto before = ledger.disk.contents(first_segment);
    {
        OpenLedger goes_on{ledger.disk};
        REQUIRE(goes_on.append(3));
        REQUIRE(Signed::open_checkpoints(ledger.disk, *goes_on)->publish(seconds{9}).has_value());
    }
    // Both copies of the last batch: in its place, and in the slot whose bytes changed with it.
    const auto after = ledger.disk.contents(first_segment);
    const auto used = after.find_last_not_of('\0');
    const auto slot = before.compare(4096, 4096, after, 4096, 4096) != 0 ? 4096u : 8192u;
    ledger.disk.flip_bit(first_segment, 8 * (used - 5));
    ledger.disk.flip_bit(first_segment, 8 * (slot + 20));

    SECTION("it halts and changes nothing") {
        const auto damaged = ledger.disk.contents(first_segment);
        const auto refusal = refusal_of(ledger.disk);
        CHECK(refusal.error == errc::history_differs);
        CHECK(contains(refusal.sentence, "signed over 23 records and the segments hold 20"));
        CHECK(ledger.disk.contents(first_segment) == damaged);
    }
    SECTION("without the checkpoint nobody can tell it from a torn batch") {
        ledger.disk.take_away("checkpoint");
        OpenLedger again{ledger.disk};
        CHECK(again->committed() == Sequence{20});
        CHECK(contains(again->recovery_note(), "cut"));
    }
}

TEST_CASE("verify: it may run beside the writer", "[journal][verify]") {
    Signed ledger;
    OpenLedger writer{ledger.disk};
    REQUIRE(writer.append(3));
    CHECK(ledger.finding().empty());
}

TEST_CASE("checkpoints: at most one a second, only what is committed, and they survive",
          "[journal][checkpoint]") {
    Signed ledger{20};
    OpenLedger again{ledger.disk};
    const auto checkpoints = Signed::open_checkpoints(ledger.disk, *again);
    CHECK(checkpoints->latest()->note == ledger.last.note);
    REQUIRE(again.append(1));
    const auto first = checkpoints->publish(seconds{10}).value();
    CHECK(first.head == again->head());
    REQUIRE(again.append(1));
    CHECK(checkpoints->publish(seconds{10} + std::chrono::milliseconds{999})->note == first.note);
    const auto second = checkpoints->publish(seconds{11}).value();
    CHECK(second.head.size == first.head.size + 1);
    CHECK(checkpoints->publish(seconds{99})->note == second.note);  // Nothing new to sign.
    CHECK(ledger.disk.contents("checkpoint") == second.note);

    const auto proof = prove_consistency(*again, first.head, second.head);
    REQUIRE(proof.has_value());
    CHECK(verify_consistency({first.head.size, second.head.size, first.head.root, second.head.root}, *proof));
}

TEST_CASE("checkpoints: a witness's cosignature is checked and kept", "[journal][checkpoint]") {
    Signed ledger{20};
    OpenLedger again{ledger.disk};
    auto checkpoints = Signed::open_checkpoints(ledger.disk, *again);
    // Any second key may stand in for a witness here: what counts is that the line verifies over this
    // checkpoint.
    world::SeededRandom chance{5};
    const auto witness = SigningKey::generate("witness.example/w1", chance);
    const auto other = SigningKey::generate("witness.example/w2", chance);
    const std::vector<VerifierKey> first{witness->verifier()}, both{witness->verifier(), other->verifier()};
    const auto note = ledger.last.note;
    const auto text = note.substr(0, note.find("\n\n") + 1);
    const auto line_of = [](const SigningKey& key, const std::string& over) {
        return key.sign(over).substr(over.size() + 1);
    };
    const auto line = line_of(*witness, text), second_line = line_of(*other, text);

    SECTION("only what a known witness has signed over one of our checkpoints") {
        const auto refused = [&](const std::string& bytes, std::span<const VerifierKey> witnesses) {
            return checkpoints->add_cosignatures(bytes, witnesses).error() == errc::bad_checkpoint;
        };
        CHECK(refused(note, first));
        CHECK(refused(note + line, {}));
        CHECK(refused(note + second_line, first));
        CHECK(refused(note + line_of(*witness, "another text\n"), first));
        CHECK(refused(text + "\n" + line, first));
        CHECK(refused(line, first));
        CHECK_FALSE(checkpoints->cosigned());
    }
    SECTION("lines of several witnesses come together, each once, and survive a restart") {
        REQUIRE(checkpoints->add_cosignatures(note + line, both));
        REQUIRE(checkpoints->add_cosignatures(note + line, both));
        REQUIRE(checkpoints->add_cosignatures(note + second_line, both));
        CHECK(checkpoints->latest()->note == note + line + second_line);
        CHECK(ledger.disk.contents("checkpoint") == note);
        CHECK(open_checkpoint(checkpoints->latest()->note, origin, first));
        checkpoints = Signed::open_checkpoints(ledger.disk, *again);
        CHECK(checkpoints->cosigned()->note == note + line + second_line);
        CHECK(verify_ledger(ledger.disk).finding.value_or("").empty());
    }
    SECTION("a line of somebody unknown is dropped") {
        REQUIRE(checkpoints->add_cosignatures(note + second_line + line, first));
        CHECK(checkpoints->cosigned()->note == note + line);
    }
    SECTION("the ledger goes on, and an older checkpoint is cosigned after a newer one was signed") {
        REQUIRE(again.append(3));
        const auto newer = checkpoints->publish(seconds{50}).value();
        REQUIRE(checkpoints->add_cosignatures(note + line, first));
        CHECK(checkpoints->latest()->note == newer.note);
        CHECK(checkpoints->cosigned()->note == note + line);
        const auto newer_text = newer.note.substr(0, newer.note.find("\n\n") + 1);
        const auto newest = newer.note + line_of(*witness, newer_text);
        REQUIRE(checkpoints->add_cosignatures(newest, first));
        REQUIRE(checkpoints->add_cosignatures(note + line, first));
        CHECK(checkpoints->cosigned()->note == newest);
        CHECK(checkpoints->latest()->note == newest);
    }
    SECTION("a checkpoint of another history is refused, and one that is kept binds as the last one does") {
        const auto key = SigningKey::parse(
            ledger.disk.contents("log.key").substr(0, ledger.disk.contents("log.key").size() - 1));
        auto forked = text;
        forked[text.size() - 6] = forked[text.size() - 6] == 'A' ? 'B' : 'A';
        const auto fork = key->sign(forked) + line_of(*witness, forked);
        CHECK(checkpoints->add_cosignatures(fork, first).error() == errc::history_differs);
        ledger.disk.put("checkpoint.cosigned", fork);
        const auto opened = Checkpoints::open(ledger.disk, *again, std::move(*load_signing_key(ledger.disk)));
        REQUIRE_FALSE(opened.has_value());
        CHECK(opened.error() == errc::history_differs);
        CHECK(!verify_ledger(ledger.disk).finding.value_or("").empty());
    }
}

TEST_CASE("receipts: every record has one of at most 2 KB that proves it offline", "[journal][proof]") {
    Signed ledger;
    OpenLedger again{ledger.disk};
    const auto key = load_verifier_key(ledger.disk).value();
    for (std::uint64_t sequence = 0; sequence < 700; sequence += 7) {
        const auto receipt = make_receipt(*again, Sequence{sequence}, ledger.last);
        REQUIRE(receipt.has_value());
        const auto text = receipt->text();
        CHECK(text.size() <= 2048);
        const auto read = Receipt::parse(text);
        REQUIRE(read.has_value());
        CHECK(check_receipt(*read, origin, {&key, 1}) == ReceiptVerdict::genuine);
        auto changed = *read->entry;
        changed.back() = static_cast<char>(changed.back() ^ 1);
        CHECK(check_receipt(*read, origin, {&key, 1}, changed) == ReceiptVerdict::not_included);
    }
    CHECK(make_receipt(*again, Sequence{700}, ledger.last).error() == errc::not_committed);
}

TEST_CASE("proofs: damaged tree hashes end in an error, never in a wrong proof", "[journal][proof]") {
    Signed ledger;
    OpenLedger again{ledger.disk};
    ledger.disk.flip_bit("tree-0", 8 * 32 * 10 + 3);
    CHECK(prove_inclusion(*again, Sequence{11}, again->head()).error() == errc::tree_damaged);
    CHECK(prove_inclusion(*again, Sequence{300}, again->head()).has_value());
}

TEST_CASE("tiles: the static files of a log are those the specification names", "[journal][tiles]") {
    Signed ledger;
    OpenLedger again{ledger.disk};
    MemoryDirectory out;
    REQUIRE(write_static_log(*again, ledger.last, out, true));
    for (const auto* name : {"tile/0/000", "tile/0/001", "tile/0/002.p/188", "tile/1/000.p/2",
                             "tile/entries/000", "tile/entries/002.p/188", "checkpoint"}) {
        CAPTURE(name);
        CHECK(out.holds(name));
    }
    CHECK_FALSE(out.holds("tile/2/000.p/1"));
    CHECK(out.size("tile/0/000") == 8192);
    const auto first_entry = again->read(Sequence{0}, 1, 1)->front().entry();
    CHECK(out.contents("tile/entries/000").substr(2, first_entry.size()) == first_entry);
    CHECK(out.contents("tile/0/000").substr(0, 32) == leaf_hash(first_entry).bytes());
    CHECK(read_tile(*again, {false, 0, 3, 1}, 700).error() == errc::not_committed);
    CHECK(read_tile(*again, {false, 0, 2, 189}, 700).error() == errc::not_committed);
    CHECK(read_tile(*again, {false, 0, 2, 100}, 700)->size() == 3200);
    CHECK(read_tile(*again, {false, 9, UINT64_MAX, 1}, 700).error() == errc::not_committed);
}
