#include "journal/proof.hpp"

#include <charconv>

#include "base/encoding.hpp"
#include "journal/tree_files.hpp"

namespace choqr::journal {

namespace {

constexpr std::string_view first_line = "c2sp.org/tlog-proof@v1\n";
constexpr std::size_t proof_hashes_max = 63;

/// Takes the front line, without its newline; nothing if there is none.
std::optional<std::string_view> take_line(std::string_view& text) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    const auto line = text.substr(0, end);
    text.remove_prefix(end + 1);
    return line;
}

std::optional<std::uint64_t> parse_index(std::string_view line) {
    constexpr std::string_view word = "index ";
    if (!line.starts_with(word)) return std::nullopt;
    line.remove_prefix(word.size());
    if (line.empty() || line.size() > 19 || (line.size() > 1 && line.front() == '0')) return std::nullopt;
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), value);
    if (error != std::errc{} || end != line.data() + line.size()) return std::nullopt;
    return value;
}

bool parse_hashes(std::string_view& text, std::vector<Hash>& proof) {
    for (;;) {
        const auto line = take_line(text);
        if (!line) return false;
        if (line->empty()) return true;
        const auto bytes = from_base64(*line);
        const auto hash = bytes ? Hash::from_bytes(*bytes) : std::nullopt;
        if (!hash || proof.size() == proof_hashes_max) return false;
        proof.push_back(*hash);
    }
}

}  // namespace

Result<std::vector<Hash>> prove_inclusion(const JournalFiles& journal, Sequence sequence,
                                          const TreeHead& head) {
    if (sequence.value() >= head.size || head.size > journal.committed().value())
        return Error{errc::not_committed};
    const auto nodes = journal.tree().reader();
    const auto leaf = nodes(0, sequence.value());
    if (!leaf) return leaf.error();
    auto proof = inclusion_proof(sequence.value(), head.size, nodes);
    if (!proof) return proof;
    if (!verify_inclusion({sequence.value(), head.size, *leaf, head.root}, *proof))
        return Error{errc::tree_damaged};
    return proof;
}

Result<std::vector<Hash>> prove_consistency(const JournalFiles& journal, const TreeHead& first,
                                            const TreeHead& second) {
    if (first.size > second.size || second.size > journal.committed().value())
        return Error{errc::not_committed};
    auto proof = consistency_proof(first.size, second.size, journal.tree().reader());
    if (!proof) return proof;
    if (first.size == 0) return first.root == empty_root() ? proof : Error{errc::history_differs};
    if (!verify_consistency({first.size, second.size, first.root, second.root}, *proof))
        return Error{errc::history_differs};
    return proof;
}

std::string Receipt::text() const {
    std::string out{first_line};
    if (entry) out += "extra " + to_base64(*entry) + "\n";
    out += "index " + std::to_string(index) + "\n";
    for (const auto& hash : proof) out += to_base64(hash.bytes()) + "\n";
    return out + "\n" + checkpoint;
}

std::optional<Receipt> Receipt::parse(std::string_view text) {
    if (text.size() > bytes_max || !text.starts_with(first_line)) return std::nullopt;
    text.remove_prefix(first_line.size());
    Receipt receipt;
    auto line = take_line(text);
    if (line && line->starts_with("extra ")) {
        receipt.entry = from_base64(line->substr(6));
        if (!receipt.entry) return std::nullopt;
        line = take_line(text);
    }
    const auto index = line ? parse_index(*line) : std::nullopt;
    if (!index || !parse_hashes(text, receipt.proof)) return std::nullopt;
    receipt.index = *index;
    receipt.checkpoint = text;
    return receipt;
}

Result<Receipt> make_receipt(const JournalFiles& journal, Sequence sequence,
                             const SignedCheckpoint& checkpoint) {
    auto proof = prove_inclusion(journal, sequence, checkpoint.head);
    if (!proof) return proof.error();
    const auto records = journal.read(sequence, 1, 0);
    if (!records) return records.error();
    if (records->empty()) return Error{errc::not_committed};
    return Receipt{sequence.value(), std::move(*proof), checkpoint.note, records->front().entry()};
}

ReceiptVerdict check_receipt(const Receipt& receipt, std::string_view origin,
                             std::span<const VerifierKey> keys, std::optional<std::string_view> entry) {
    const auto checkpoint = open_checkpoint(receipt.checkpoint, origin, keys);
    if (!checkpoint) return ReceiptVerdict::checkpoint_not_signed;
    if (!entry && !receipt.entry) return ReceiptVerdict::no_entry;
    const auto leaf = leaf_hash(entry ? *entry : *receipt.entry);
    const bool included =
        verify_inclusion({receipt.index, checkpoint->head.size, leaf, checkpoint->head.root}, receipt.proof);
    return included ? ReceiptVerdict::genuine : ReceiptVerdict::not_included;
}

}  // namespace choqr::journal
