#include "cli/ledger_prove.hpp"

#include <map>

#include "book_json/event_json.hpp"
#include "cli/ledger_files.hpp"
#include "journal/proof.hpp"

namespace choqr::gateway {
namespace {

/// The proof's hashes, computed from the records in one pass: which subtrees it needs is known before the
/// first is read.
class ProofFromRecords {
public:
    ProofFromRecords(std::uint64_t index, std::uint64_t size) : index_{index}, size_{size} {
        static_cast<void>(journal::inclusion_proof(
            index, size, [this](unsigned height, std::uint64_t place) -> Result<Hash> {
                wanted_.emplace(place << height, Subtree{height, {}});
                return Hash{};
            }));
    }

    void take(std::uint64_t sequence, std::string_view entry) {
        if (sequence == index_) entry_ = entry;
        auto after = wanted_.upper_bound(sequence);
        if (after == wanted_.begin()) return;
        auto& [first, subtree] = *std::prev(after);
        if (sequence - first < std::uint64_t{1} << subtree.height)
            subtree.edge.push(journal::leaf_hash(entry));
    }

    journal::Receipt receipt(const std::string& checkpoint) const {
        auto proof = journal::inclusion_proof(index_, size_,
                                              [this](unsigned height, std::uint64_t place) -> Result<Hash> {
                                                  return wanted_.at(place << height).edge.root();
                                              });
        return {index_, std::move(proof).value(), checkpoint, entry_};
    }

private:
    struct Subtree {
        unsigned height = 0;
        journal::TreeEdge edge;
    };
    std::uint64_t index_, size_;
    std::map<std::uint64_t, Subtree> wanted_;  // By first leaf; they do not overlap.
    std::string entry_;
};

/// "record 17 has no …": why there is no receipt; else the receipt's text.
struct Made {
    std::string text, sentence;
};

Made make(const LedgerFiles& files, std::uint64_t sequence) {
    const auto key = journal::load_verifier_key(*files.directory);
    if (!key) return {{}, "log.vkey: " + key.error().message()};
    const auto note = files.directory->read_file(journal::checkpoint_file);
    if (!note)
        return {{}, "no checkpoint has been published yet; a gateway that serves signs one every second"};
    const auto checkpoint = journal::open_checkpoint(*note, key->name(), {&*key, 1});
    if (!checkpoint) return {{}, "the checkpoint is not signed with this ledger's key"};
    if (sequence >= checkpoint->head.size)
        return {{},
                "record " + std::to_string(sequence) + " is not in the last checkpoint, which has " +
                    std::to_string(checkpoint->head.size) + " records"};
    ProofFromRecords proof{sequence, checkpoint->head.size};
    const auto read = files.journal->read(Sequence{0}, Sequence{checkpoint->head.size},
                                          [&](const journal::RecordView& record) {
                                              proof.take(record.sequence.value(), record.entry);
                                              return true;
                                          });
    if (!read) return {{}, read.error().message()};
    const auto receipt = proof.receipt(*note);
    if (journal::check_receipt(receipt, key->name(), {&*key, 1}) != journal::ReceiptVerdict::genuine)
        return {{}, "the records are not those that the checkpoint was signed over; run choqr ledger verify"};
    return {receipt.text(), {}};
}

int prove(const Arguments& parsed, std::ostream& out, std::ostream& err) {
    const auto sequence = parsed.number("--sequence");
    const auto files = LedgerFiles::open(parsed.required("--data"), err);
    if (!files) return 1;
    const auto made = make(*files, *sequence);
    if (!made.sentence.empty()) return err << "choqr ledger prove: " << made.sentence << "\n", 1;
    if (!parsed.has("--output")) return out << made.text, 0;
    const auto written =
        write_text_file(*parsed.value("--output"), made.text, world::Permission::everyone_reads);
    if (!written) return err << *parsed.value("--output") << ": " << written.error().message() << "\n", 1;
    return 0;
}

std::string_view why(journal::ReceiptVerdict verdict) {
    switch (verdict) {
        case journal::ReceiptVerdict::genuine:
            return "it is genuine";
        case journal::ReceiptVerdict::checkpoint_not_signed:
            return "its checkpoint is not signed with this key";
        case journal::ReceiptVerdict::not_included:
            return "the record is not in the tree that was signed: it was changed, or never there";
        case journal::ReceiptVerdict::no_entry:
            return "it holds no record";
    }
    return {};
}

/// What the record says, as far as it can be read without any key.
std::string contents(const journal::Receipt& receipt) {
    const std::string_view entry = *receipt.entry;
    constexpr std::size_t head = 2 + sizeof(journal::Salt);
    if (entry.size() < head) return {};
    const auto type = static_cast<std::uint16_t>(static_cast<unsigned char>(entry[0]) << 8 |
                                                 static_cast<unsigned char>(entry[1]));
    const auto event = book::decode(Sequence{receipt.index}, type, entry.substr(head), NoKeys{});
    if (!event) return {};
    json::Writer json;
    write(json, *event, book::Keys::missing);
    return json.take();
}

int check(const Arguments& parsed, std::ostream& out, std::ostream& err) {
    const auto named = parsed.required("--public-key");
    auto key = journal::VerifierKey::parse(named);
    if (!key)
        if (const auto line = read_line_file(named)) key = journal::VerifierKey::parse(*line);
    if (!key)
        return err << "choqr ledger check: " << named << ": there is no public key of a ledger here\n", 2;
    const auto file = parsed.words().front();
    const auto text = read_text_file(file);
    if (!text) return err << "choqr ledger check: " << file << ": cannot be read\n", 1;
    const auto receipt = journal::Receipt::parse(*text);
    if (!receipt) return err << "NOT GENUINE: " << file << ": this is no receipt\n", 1;
    const auto verdict = journal::check_receipt(*receipt, key->name(), {&*key, 1});
    if (verdict != journal::ReceiptVerdict::genuine)
        return err << "NOT GENUINE: " << file << ": " << why(verdict) << "\n", 1;
    out << "genuine: record " << receipt->index << " is in the ledger " << key->name() << "\n"
        << contents(*receipt) << "\n";
    return 0;
}

}  // namespace

int run_ledger_prove(const Arguments& arguments, Surroundings& surroundings) {
    return prove(arguments, surroundings.out, surroundings.err);
}

int run_ledger_check(const Arguments& arguments, Surroundings& surroundings) {
    return check(arguments, surroundings.out, surroundings.err);
}

}  // namespace choqr::gateway
