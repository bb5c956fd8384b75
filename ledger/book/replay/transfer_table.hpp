#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.hpp"
#include "base/ids.hpp"
#include "base/sequence.hpp"
#include "base/vnd.hpp"
#include "book/events.hpp"
#include "book/transfers/bank_entry.hpp"

namespace choqr::book {

/// One feed's telling of a transfer: what it is known again by, and whose words they are.
struct Evidence {
    TransferId of;
    Hash digest;  ///< All zero: not at hand (erased, sealed still, or brought back from the reports). In no
                  ///< snapshot.
    std::optional<VendorId> owner;
};

/// What stands under a feed's reference: the money, with the evidence that told of it first. What another
/// feed told of the same money has an entry of its own under that feed's reference (is_further()), whose `id`
/// is its event's; of the money it knows what was true then.
struct Transfer {
    TransferId id;
    TransferStatus status = TransferStatus::unmatched;
    Vnd amount;
    std::optional<StallId> stall;
    std::optional<PaymentRequestId> request;
    Sequence changed_at;            ///< The event that last changed it.
    std::uint64_t account_day = 0;  ///< Key of its totals; 0 if it has none.
    std::uint64_t booking = 0;  ///< Booking::key(): its account and day in the bank's books; 0: not known.
    std::uint64_t entry = 0;    ///< Booking::entry(): with the bank's own reference; 0: not known.
    bool trial = false;
    bool by_bank = false;  ///< A trial that a bank moved all the same: it pays a request that is one.
    bool by_line = false;  ///< A statement told of it first: a notice that comes later may be of the same.
    Evidence evidence;

    bool is_further() const { return evidence.of != id; }
    /// Told of as no money: by the demonstration wallet.
    bool is_told_as_trial() const { return trial && !by_bank; }
};

/// Feed and reference as one text; a name holds no control characters, so the zero between them is
/// unambiguous.
class ReferenceKey {
public:
    ReferenceKey(const FeedId& feed, const ProviderReference& reference);
    std::string_view text() const { return {bytes_.data(), size_}; }

private:
    std::array<char, FeedKind::length_max + 1 + ProviderReferenceKind::length_max> bytes_;
    std::size_t size_ = 0;
};

/// Finds numbers by a hash: open addressing with linear probing, eight bytes a cell. Whoever asks compares
/// the rest.
class HashIndex {
public:
    template <class Same>
    std::optional<std::uint32_t> find(std::uint64_t hash, const Same& same) const {
        if (cells_.empty()) return std::nullopt;
        const auto tag = static_cast<std::uint32_t>(hash);
        for (auto at = home(tag);; at = after(at)) {
            const auto& cell = cells_[at];
            if (cell.number_plus_1 == 0) return std::nullopt;
            if (cell.tag == tag && same(cell.number_plus_1 - 1)) return cell.number_plus_1 - 1;
        }
    }
    /// Has the cells fetched that find(), add() and remove() will look at first.
    void expect(std::uint64_t hash) const {
        if (!cells_.empty()) __builtin_prefetch(&cells_[home(static_cast<std::uint32_t>(hash))], 1);
    }
    void add(std::uint64_t hash, std::uint32_t number);
    /// It must be there.
    void remove(std::uint64_t hash, std::uint32_t number);

private:
    struct Cell {
        std::uint32_t tag = 0;            ///< The hash's lower half.
        std::uint32_t number_plus_1 = 0;  ///< 0: empty.
    };
    std::size_t home(std::uint32_t tag) const { return tag & (cells_.size() - 1); }
    std::size_t after(std::size_t at) const { return (at + 1) & (cells_.size() - 1); }
    void place(Cell cell);

    std::vector<Cell> cells_;  ///< A power of two of them, at most three quarters full.
    std::size_t used_ = 0;
};

/// The transfers that a book holds, by reference and by id. Some 200 bytes each; the room of one that is
/// removed is used for the next, so that a replay of millions allocates no more than what is held at once.
/// Pointers last until remove().
class TransferTable {
public:
    Transfer* find(std::string_view key);
    const Transfer* find(std::string_view key) const;
    Transfer* find(TransferId id);
    const Transfer* find(TransferId id) const;
    /// Calls `visit(key, transfer)` for each with this Transfer::entry, which is not 0: entry_holders_max at
    /// most.
    template <class Visit>
    void each_of_entry(std::uint64_t entry, const Visit& visit) const {
        by_entry_.find(entry, [&](std::uint32_t number) {
            const auto& one = entries_[number];
            if (one.transfer.entry == entry) visit(std::string_view{one.key}, one.transfer);
            return false;
        });
    }
    /// It must be held.
    std::string_view key_of(TransferId id) const;

    /// Nothing happens if its key or its id is held already. Where entry_holders_max have its entry, it has
    /// none.
    Transfer* add(std::string_view key, const Transfer& transfer);
    /// It must be held. Returns the hash of its key.
    std::uint64_t remove(TransferId id);
    std::size_t size() const { return entries_.size() - unused_.size(); }

    /// A replay spends most of its time waiting for memory: what is asked for some steps before it is needed
    /// is there by then. None of these changes anything.
    void expect_add(std::string_view key, TransferId id) const;
    /// Before each_of_entry(). 0 is no entry.
    void expect_entry(std::uint64_t entry) const {
        if (entry != 0) by_entry_.expect(entry);
    }
    /// The steps before a remove(), some calls of other things apart, in this order. The last one returns
    /// by what the transfer may be asked for once it is gone: what remove() will return, and its entry; or
    /// two others.
    void expect_remove_1(TransferId id) const { by_id_.expect(hash_of(id)); }
    void expect_remove_2(TransferId id) const;
    std::array<std::uint64_t, 2> expect_remove_3(TransferId id) const;

    /// Calls `visit(key, transfer)` for each, in no order to rely on.
    template <class Visit>
    void each(const Visit& visit) const {
        for (const auto& entry : entries_)
            if (entry.held) visit(std::string_view{entry.key}, entry.transfer);
    }
    template <class Visit>
    void each(const Visit& visit) {
        for (auto& entry : entries_)
            if (entry.held) visit(std::string_view{entry.key}, entry.transfer);
    }

    /// What the filter of old references is asked with, too.
    static std::uint64_t hash_of(std::string_view key);

private:
    struct Entry {
        std::string key;
        std::uint64_t hash = 0;
        Transfer transfer;
        bool held = true;
    };
    static std::uint64_t hash_of(TransferId id);
    const Entry* likely(TransferId id) const;
    std::optional<std::uint32_t> number_of(std::uint64_t hash, std::string_view key) const;
    std::optional<std::uint32_t> number_of(TransferId id) const;
    bool names_too_many(std::uint64_t entry) const;

    std::deque<Entry> entries_;
    std::vector<std::uint32_t> unused_;
    HashIndex by_key_, by_id_, by_entry_;
};

}  // namespace choqr::book
