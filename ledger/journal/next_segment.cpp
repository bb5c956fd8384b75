#include "journal/next_segment.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/plant.hpp"

namespace choqr::journal {

namespace {

constexpr std::string_view spare_name = "next.log.tmp";
constexpr std::uint64_t zeros_at_once = 256u << 10;

/// Begun when a quarter of the current segment is used and half as fast again as that fills, it is ready at
/// nine tenths.
constexpr bool worth_preparing(std::uint64_t used, std::uint64_t bytes) { return used > bytes / 4; }
constexpr std::uint64_t owed_for(std::uint64_t appended) { return appended + appended / 2; }

std::string_view zeros(std::uint64_t count) {
    static const std::array<char, zeros_at_once> block{};
    return {block.data(), static_cast<std::size_t>(count)};
}

Result<void> remove_if_there(world::Directory& directory, const std::string& name) {
    const auto removed = directory.remove(name);
    return removed || removed.error() == world::disk_errc::missing ? Result<void>{} : removed;
}

}  // namespace

Result<BlankSegment> blank_segment(world::Directory& directory, std::string name, std::uint64_t bytes) {
    if (const auto removed = remove_if_there(directory, name); !removed) return removed.error();
    auto file = directory.create(name, world::Permission::everyone_reads);
    if (!file) return file.error();
    if (const auto reserved = (*file)->preallocate(bytes); !reserved) {
        if (reserved.error() == world::disk_errc::no_space) (void)directory.remove(name);
        return reserved.error();
    }
    return BlankSegment{std::move(*file), std::move(name), bytes, 0};
}

Result<void> name_segment(world::Directory& directory, const BlankSegment& blank,
                          const format::SegmentHeader& header) {
    const format::Mark mark{header.first, header.first, header.data_offset(), 0, header.edge.root(), false};
    const auto seed = format::checksum_seed(header.ledger_id);
    auto done = blank.file->write_at(0, format::encode(header));
    for (unsigned slot = 0; slot < 2 && done; ++slot)
        done = blank.file->write_at(header.slot_offset(slot), format::encode(mark, slot, seed, {}));
    if (done && !planted("segment_named_before_sync")) done = blank.file->sync();
    if (!done) return done;
    // Only a finished segment gets a name that recovery reads.
    if (const auto renamed = directory.rename(blank.name, format::segment_name(Sequence{header.first}));
        !renamed)
        return renamed;
    if (planted("no_directory_sync")) return {};
    return directory.sync();
}

void NextSegment::prepare(std::uint64_t appended, std::uint64_t used) {
    if (!worth_preparing(used, sizes_.segment_bytes)) return;
    if (appended <= sizes_.zeroed_batch_bytes) owed_ += owed_for(appended);
    if (std::exchange(begun_, true) && owed_ < std::min(zeros_at_once, sizes_.segment_bytes / 16)) return;
    helper_.post([this, bytes = std::exchange(owed_, 0)] { zero(bytes); });
}

void NextSegment::zero(std::uint64_t bytes) {
    if (failed_) return;
    if (!blank_) {
        auto made = blank_segment(directory_, std::string{spare_name}, sizes_.segment_bytes);
        if (!made) return drop();
        blank_ = std::move(*made);
    }
    const auto end = std::min(blank_->zeroed + bytes, blank_->bytes);
    while (blank_->zeroed < end && !wanted_) {
        const auto count = std::min(end - blank_->zeroed, zeros_at_once);
        if (!blank_->file->write_at(blank_->zeroed, zeros(count))) return drop();
        blank_->file->start_writing(blank_->zeroed, count);
        blank_->zeroed += count;
    }
}

void NextSegment::drop() {
    failed_ = true;
    if (std::exchange(blank_, std::nullopt)) (void)directory_.remove(spare_name);
}

std::optional<BlankSegment> NextSegment::take(std::uint64_t bytes_min) {
    wanted_ = true;
    helper_.wait();
    wanted_ = false;
    if (blank_ && blank_->bytes < bytes_min) drop();
    failed_ = false;
    owed_ = 0;
    begun_ = false;
    return std::exchange(blank_, std::nullopt);
}

}  // namespace choqr::journal
