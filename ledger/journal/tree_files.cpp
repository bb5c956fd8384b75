#include "journal/tree_files.hpp"

#include <mutex>

#include "base/assert.hpp"

namespace choqr::journal {

namespace {

std::string name_of(unsigned level) { return "tree-" + std::to_string(level); }

std::uint64_t completed(std::uint64_t size, unsigned level) { return level == 8 ? 0 : size >> (8 * level); }

/// The root over a power of two of concatenated hashes.
Hash fold(std::string_view bytes) {
    std::vector<Hash> row;
    for (std::size_t at = 0; at < bytes.size(); at += Hash::size)
        row.push_back(*Hash::from_bytes(bytes.substr(at, Hash::size)));
    for (; row.size() > 1; row.resize(row.size() / 2))
        for (std::size_t i = 0; i < row.size() / 2; ++i) row[i] = node_hash(row[2 * i], row[2 * i + 1]);
    return row.front();
}

}  // namespace

Result<void> TreeFiles::open_level(unsigned level, std::uint64_t stored) {
    auto file = directory_.open(name_of(level), world::Access::write);
    if (!file && file.error() == world::disk_errc::missing && stored == 0) return {};
    if (!file) return file.error();
    const auto size = (*file)->size();
    if (!size) return size.error();
    if (*size < stored * Hash::size) return Error{errc::tree_damaged};
    if (const auto cut = (*file)->truncate(stored * Hash::size); !cut) return cut;
    levels_[level] = {std::move(*file), stored, {}, false};
    return {};
}

Result<void> TreeFiles::load(const TreeEdge& base) {
    {
        const std::unique_lock hold{mutex_};
        for (unsigned level = 0; level < levels; ++level)
            if (const auto opened = open_level(level, completed(base.size(), level)); !opened)
                return opened.error() == world::disk_errc::missing ? Error{errc::tree_damaged}
                                                                   : opened.error();
    }
    const auto root = tree_root(base.size(), reader());
    if (!root) return root.error();
    if (*root != base.root()) return Error{errc::tree_damaged};
    return {};
}

Result<void> TreeFiles::clear() {
    const std::unique_lock hold{mutex_};
    for (unsigned level = 0; level < levels; ++level) {
        levels_[level] = {};
        if (const auto opened = open_level(level, 0); !opened) return opened;
    }
    return {};
}

void TreeFiles::add(Nodes& nodes) {
    const std::unique_lock hold{mutex_};
    for (unsigned level = 0; level < levels; ++level) {
        auto& tail = levels_[level].tail;
        if (tail.empty())
            tail.swap(nodes[level]);
        else
            tail.insert(tail.end(), nodes[level].begin(), nodes[level].end());
        nodes[level].clear();
    }
}

Result<void> TreeFiles::flush_level(unsigned index) {
    auto& level = levels_[index];
    if (level.tail.empty()) return {};
    if (!level.file) {
        auto file = directory_.create(name_of(index), world::Permission::everyone_reads);
        if (!file) return file.error();
        level.file = std::move(*file);
        names_dirty_ = true;
    }
    level.dirty = true;
    const std::string_view bytes{level.tail.front().bytes().data(), level.tail.size() * Hash::size};
    if (const auto written = level.file->write_at(level.stored * Hash::size, bytes); !written) return written;
    // Once a segment all of it is synced while somebody waits: little is left to write then.
    level.file->start_writing(level.stored * Hash::size, bytes.size());
    level.stored += level.tail.size();
    level.tail.clear();
    return {};
}

std::size_t TreeFiles::waiting() const {
    const std::shared_lock hold{mutex_};
    return levels_[0].tail.size();
}

Result<void> TreeFiles::flush() {
    const std::unique_lock hold{mutex_};
    for (unsigned level = 0; level < levels; ++level)
        if (const auto flushed = flush_level(level); !flushed) return flushed;
    return {};
}

Result<void> TreeFiles::sync() {
    if (const auto flushed = flush(); !flushed) return flushed;
    for (auto& level : levels_) {
        if (!level.dirty) continue;
        if (const auto synced = level.file->sync(); !synced) return synced;
        level.dirty = false;
    }
    if (!names_dirty_) return {};
    const auto synced = directory_.sync();
    names_dirty_ = !synced;
    return synced;
}

Result<std::string> TreeFiles::hashes(const Level& level, std::uint64_t first, std::uint64_t count) const {
    std::string bytes;
    if (first + count > level.stored + level.tail.size())
        return Result<std::string>{Error{errc::not_committed}};
    if (first < level.stored) {
        auto read = level.file->read_text_at(first * Hash::size,
                                             (std::min(first + count, level.stored) - first) * Hash::size);
        if (!read) return read.error();
        bytes = std::move(*read);
        if (bytes.size() % Hash::size != 0) return Result<std::string>{Error{errc::tree_damaged}};
    }
    while (bytes.size() < count * Hash::size) {
        const auto at = first + bytes.size() / Hash::size;
        if (at < level.stored) return Result<std::string>{Error{errc::tree_damaged}};
        bytes += level.tail[at - level.stored].bytes();
    }
    return bytes;
}

Result<Hash> TreeFiles::node(unsigned height, std::uint64_t index) const {
    CHOQR_ASSERT(height < 8 * levels, "a tree of 2^63 leaves has at most 63 levels");
    const auto below = height % 8;
    const std::shared_lock hold{mutex_};
    const auto bytes = hashes(levels_[height / 8], index << below, std::uint64_t{1} << below);
    if (!bytes) return bytes.error();
    return fold(*bytes);
}

Result<std::string> TreeFiles::tile(unsigned level, std::uint64_t index, unsigned width) const {
    CHOQR_ASSERT(width >= 1 && width <= tile_width, "a tile holds 1 to 256 hashes");
    if (level >= levels || index > UINT64_MAX / tile_width / Hash::size)
        return Result<std::string>{Error{errc::not_committed}};
    const std::shared_lock hold{mutex_};
    return hashes(levels_[level], index * tile_width, width);
}

NodeReader TreeFiles::reader() const {
    return [this](unsigned height, std::uint64_t index) { return node(height, index); };
}

}  // namespace choqr::journal
