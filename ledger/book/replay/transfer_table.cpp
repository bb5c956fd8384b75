#include "book/replay/transfer_table.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include "base/assert.hpp"

namespace choqr::book {

ReferenceKey::ReferenceKey(const FeedId& feed, const ProviderReference& reference) {
    auto* end = std::ranges::copy(feed.text(), bytes_.data()).out;
    *end++ = '\0';
    end = std::ranges::copy(reference.text(), end).out;
    size_ = static_cast<std::size_t>(end - bytes_.data());
}

void HashIndex::place(Cell cell) {
    auto at = home(cell.tag);
    while (cells_[at].number_plus_1 != 0) at = after(at);
    cells_[at] = cell;
}

void HashIndex::add(std::uint64_t hash, std::uint32_t number) {
    if (4 * (used_ + 1) > 3 * cells_.size()) {
        const auto before =
            std::exchange(cells_, std::vector<Cell>(std::max<std::size_t>(16, 2 * cells_.size())));
        for (const auto& cell : before)
            if (cell.number_plus_1 != 0) place(cell);
    }
    place({static_cast<std::uint32_t>(hash), number + 1});
    ++used_;
}

// What stands behind the gap moves into it unless it would then stand before its home: no probing is ever cut
// off.
void HashIndex::remove(std::uint64_t hash, std::uint32_t number) {
    auto gap = home(static_cast<std::uint32_t>(hash));
    while (cells_[gap].number_plus_1 != number + 1) {
        CHOQR_ASSERT(cells_[gap].number_plus_1 != 0, "what is removed is there");
        gap = after(gap);
    }
    const auto mask = cells_.size() - 1;
    for (auto at = after(gap); cells_[at].number_plus_1 != 0; at = after(at)) {
        const auto from_home = (at - home(cells_[at].tag)) & mask;
        if (from_home < ((at - gap) & mask)) continue;
        cells_[gap] = cells_[at];
        gap = at;
    }
    cells_[gap] = {};
    --used_;
}

std::uint64_t TransferTable::hash_of(std::string_view key) { return std::hash<std::string_view>{}(key); }

/// Ids are sequences: neighbours. The multiplication spreads them, the upper half is what it spreads best.
std::uint64_t TransferTable::hash_of(TransferId id) { return id.value() * 0x9E3779B97F4A7C15u >> 32; }

std::optional<std::uint32_t> TransferTable::number_of(std::uint64_t hash, std::string_view key) const {
    return by_key_.find(hash, [&](std::uint32_t number) {
        const auto& entry = entries_[number];
        return entry.hash == hash && entry.key == key;
    });
}

std::optional<std::uint32_t> TransferTable::number_of(TransferId id) const {
    return by_id_.find(hash_of(id), [&](std::uint32_t number) { return entries_[number].transfer.id == id; });
}

Transfer* TransferTable::find(std::string_view key) {
    return const_cast<Transfer*>(std::as_const(*this).find(key));
}
Transfer* TransferTable::find(TransferId id) { return const_cast<Transfer*>(std::as_const(*this).find(id)); }

const Transfer* TransferTable::find(std::string_view key) const {
    const auto number = number_of(hash_of(key), key);
    return number ? &entries_[*number].transfer : nullptr;
}

const Transfer* TransferTable::find(TransferId id) const {
    const auto number = number_of(id);
    return number ? &entries_[*number].transfer : nullptr;
}

bool TransferTable::names_too_many(std::uint64_t entry) const {
    std::size_t holders = 0;
    if (entry != 0) each_of_entry(entry, [&](std::string_view, const Transfer&) { ++holders; });
    return holders >= entry_holders_max;
}

std::string_view TransferTable::key_of(TransferId id) const {
    const auto number = number_of(id);
    CHOQR_ASSERT(number, "whose key is asked for is there");
    return entries_[*number].key;
}

Transfer* TransferTable::add(std::string_view key, const Transfer& transfer) {
    const auto hash = hash_of(key);
    if (number_of(hash, key) || number_of(transfer.id)) return nullptr;
    std::uint32_t number = 0;
    if (unused_.empty()) {
        CHOQR_ASSERT(entries_.size() < UINT32_MAX, "a book holds fewer than four thousand million transfers");
        number = static_cast<std::uint32_t>(entries_.size());
        entries_.push_back({std::string{key}, hash, transfer});
    } else {
        number = unused_.back();
        unused_.pop_back();
        auto& entry = entries_[number];
        entry.key.assign(key);
        entry.hash = hash;
        entry.transfer = transfer;
        entry.held = true;
    }
    by_key_.add(hash, number);
    by_id_.add(hash_of(transfer.id), number);
    auto& entry = entries_[number].transfer.entry;
    if (names_too_many(entry)) entry = 0;
    if (entry != 0) by_entry_.add(entry, number);
    return &entries_[number].transfer;
}

void TransferTable::expect_add(std::string_view key, TransferId id) const {
    by_key_.expect(hash_of(key));
    by_id_.expect(hash_of(id));
}

/// The first that could be it: comparing would be to wait for it.
const TransferTable::Entry* TransferTable::likely(TransferId id) const {
    const auto number = by_id_.find(hash_of(id), [](std::uint32_t) { return true; });
    return number ? &entries_[*number] : nullptr;
}

void TransferTable::expect_remove_2(TransferId id) const {
    const auto* const entry = reinterpret_cast<const char*>(likely(id));
    for (std::size_t line = 0; entry && line < sizeof(Entry); line += 64) __builtin_prefetch(entry + line, 1);
}

std::array<std::uint64_t, 2> TransferTable::expect_remove_3(TransferId id) const {
    const auto* const entry = likely(id);
    if (!entry) return {};
    by_key_.expect(entry->hash);
    expect_entry(entry->transfer.entry);
    return {entry->hash, entry->transfer.entry};
}

std::uint64_t TransferTable::remove(TransferId id) {
    const auto number = number_of(id);
    CHOQR_ASSERT(number, "what is removed is there");
    auto& entry = entries_[*number];
    by_key_.remove(entry.hash, *number);
    by_id_.remove(hash_of(id), *number);
    if (entry.transfer.entry != 0) by_entry_.remove(entry.transfer.entry, *number);
    entry.held = false;
    unused_.push_back(*number);
    return entry.hash;
}

}  // namespace choqr::book
