#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "journal/checkpoint.hpp"
#include "journal/merkle.hpp"

namespace choqr::journal {

/// That record `sequence` is in the tree `head`, which is this journal's now or was. Checked before it is
/// handed out: errc::tree_damaged rather than a wrong proof. errc::not_committed if the record or head is
/// beyond. Any thread.
Result<std::vector<Hash>> prove_inclusion(const JournalFiles& journal, Sequence sequence,
                                          const TreeHead& head);

/// That the tree `second` continues the tree `first`. errc::history_differs if `first` was never this
/// journal's head.
Result<std::vector<Hash>> prove_consistency(const JournalFiles& journal, const TreeHead& first,
                                            const TreeHead& second);

/// A receipt: what anybody needs, with the log's public key, to see that one record is in the ledger; C2SP
/// tlog-proof. The record's entry travels in its "extra" line, so one file is enough.
struct Receipt {
    std::uint64_t index = 0;
    std::vector<Hash> proof;
    std::string checkpoint;            ///< The signed note, cosignatures included.
    std::optional<std::string> entry;  ///< Type, salt, payload.

    static constexpr std::size_t bytes_max = 256u << 10;
    std::string text() const;
    static std::optional<Receipt> parse(std::string_view text);
};

/// A receipt of `sequence` under `checkpoint`. At most 2 KB for entries up to 300 bytes, trees up to 2^24 and
/// one witness.
Result<Receipt> make_receipt(const JournalFiles& journal, Sequence sequence,
                             const SignedCheckpoint& checkpoint);

enum class ReceiptVerdict { genuine, checkpoint_not_signed, not_included, no_entry };

/// Judges a receipt offline. `entry` overrules the one in the receipt, which is only a convenience.
ReceiptVerdict check_receipt(const Receipt& receipt, std::string_view origin,
                             std::span<const VerifierKey> keys,
                             std::optional<std::string_view> entry = std::nullopt);

}  // namespace choqr::journal
