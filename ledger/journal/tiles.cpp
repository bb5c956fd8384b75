#include "journal/tiles.hpp"

#include <algorithm>
#include <charconv>

#include "journal/tree_files.hpp"

namespace choqr::journal {

namespace {

constexpr std::uint64_t full = TreeFiles::tile_width;

std::string three_digits(std::uint64_t value) {
    auto text = std::to_string(value);
    return std::string(3 - text.size(), '0') + text;
}

std::optional<std::uint64_t> parse_decimal(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::optional<std::string_view> take_part(std::string_view& text) {
    const auto end = std::min(text.find('/'), text.size());
    const auto part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return part;
}

/// "067" and "x001/x234/067" (with "067.p" before a width): three digits a group, all but the last marked.
bool parse_index(std::string_view& text, TilePath& path) {
    for (int groups = 0; groups < 6; ++groups) {
        auto part = *take_part(text);
        const bool more = part.starts_with('x');
        if (more) part.remove_prefix(1);
        const bool partial = !more && part.ends_with(".p");
        if (partial) part.remove_suffix(2);
        const auto value = part.size() == 3 ? parse_decimal(part) : std::nullopt;
        if (!value || (more && groups == 0 && *value == 0)) return false;
        path.index = path.index * 1000 + *value;
        path.width = partial ? 0 : 256;
        if (!more) return true;
    }
    return false;
}

/// How many hashes of `level` the tile has in a tree of `size`.
std::uint64_t width_in(const TilePath& path, std::uint64_t size) {
    if (path.level >= TreeFiles::levels || path.index > UINT64_MAX / full) return 0;
    const auto hashes = size >> (8 * path.level);
    const auto begin = path.index * full;
    return hashes <= begin ? 0 : std::min(full, hashes - begin);
}

Result<std::string> read_entries(const JournalFiles& journal, const TilePath& path) {
    std::string out;
    const auto begin = path.index * full;
    for (std::uint64_t done = 0; done < path.width;) {
        const auto records = journal.read(Sequence{begin + done}, path.width - done, 1u << 20);
        if (!records) return records.error();
        if (records->empty()) return Result<std::string>{Error{errc::not_committed}};
        for (const auto& record : *records) {
            const auto entry = record.entry();
            out += static_cast<char>(entry.size() >> 8);
            out += static_cast<char>(entry.size() & 0xFF);
            out += entry;
        }
        done += records->size();
    }
    return out;
}

class StaticLog {
public:
    StaticLog(const JournalFiles& journal, std::uint64_t size, world::Directory& into)
        : journal_{journal}, size_{size}, into_{into} {}

    Result<void> write_level(TilePath path) {
        for (path.index = 0;; ++path.index) {
            const auto width = width_in(path, size_);
            if (width == 0) return {};
            path.width = static_cast<unsigned>(width);
            if (const auto written = write(path); !written) return written;
        }
    }

private:
    Result<void> write(const TilePath& path) {
        const auto name = path.text();
        const auto there = into_.contains(name);
        if (!there) return there.error();
        if (*there && path.width == full) return {};
        if (const auto made = into_.create_directories(name.substr(0, name.rfind('/'))); !made) return made;
        const auto bytes = read_tile(journal_, path, size_);
        if (!bytes) return bytes.error();
        if (*there)
            if (const auto removed = into_.remove(name); !removed) return removed;
        const auto file = into_.create(name, world::Permission::everyone_reads);
        if (!file) return file.error();
        return (*file)->write_at(0, *bytes);
    }

    const JournalFiles& journal_;
    std::uint64_t size_;
    world::Directory& into_;
};

}  // namespace

std::string TilePath::text() const {
    auto digits = three_digits(index % 1000);
    for (auto rest = index / 1000; rest > 0; rest /= 1000)
        digits = "x" + three_digits(rest % 1000) + "/" + digits;
    auto out = "tile/" + (entries ? std::string{"entries"} : std::to_string(level)) + "/" + digits;
    return width == 256 ? out : out + ".p/" + std::to_string(width);
}

std::optional<TilePath> TilePath::parse(std::string_view text) {
    TilePath path;
    if (take_part(text) != "tile") return std::nullopt;
    const auto level = *take_part(text);
    path.entries = level == "entries";
    if (!path.entries) {
        const auto value = parse_decimal(level);
        if (!value || *value > 63 || (level.size() > 1 && level.front() == '0')) return std::nullopt;
        path.level = static_cast<unsigned>(*value);
    }
    const auto whole = text;
    if (!parse_index(text, path)) return std::nullopt;
    const bool partial = path.width == 0;
    if (!partial) return text.empty() && !whole.ends_with('/') ? std::optional{path} : std::nullopt;
    const auto width = parse_decimal(text);
    if (!width || *width < 1 || *width > 255 || text.front() == '0') return std::nullopt;
    path.width = static_cast<unsigned>(*width);
    return path;
}

Result<std::string> read_tile(const JournalFiles& journal, const TilePath& path, std::uint64_t size) {
    if (size > journal.committed().value() || path.width < 1 || path.width > width_in(path, size))
        return Result<std::string>{Error{errc::not_committed}};
    return path.entries ? read_entries(journal, path)
                        : journal.tree().tile(path.level, path.index, path.width);
}

Result<void> write_static_log(const JournalFiles& journal, const SignedCheckpoint& checkpoint,
                              world::Directory& into, bool with_entries) {
    StaticLog log{journal, checkpoint.head.size, into};
    for (unsigned level = 0; level < TreeFiles::levels; ++level)
        if (const auto written = log.write_level({false, level, 0, 256}); !written) return written;
    if (with_entries)
        if (const auto written = log.write_level({true, 0, 0, 256}); !written) return written;
    return into.replace_file(checkpoint_file, checkpoint.note, world::Permission::everyone_reads);
}

}  // namespace choqr::journal
