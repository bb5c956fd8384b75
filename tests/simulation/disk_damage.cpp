#include "simulation/disk_damage.hpp"

#include <algorithm>
#include <vector>

#include "journal/format.hpp"

namespace choqr::simulation {
namespace {

namespace format = journal::format;
constexpr auto sector_bytes = world::MemoryDirectory::sector_bytes;

struct Victim {
    std::string name;
    std::string contents;
    std::uint64_t used;  ///< What is behind this was never written.
    bool last;           ///< The segment written to.
};

std::optional<Victim> choose(const world::MemoryDirectory& disk, std::vector<std::string> names,
                             world::Random& chance, Target target) {
    std::erase_if(names, [&](const std::string& name) {
        return !name.ends_with(".log") && name != "checkpoint" &&
               (target != Target::all_files || !name.starts_with("tree-"));
    });
    const auto last =
        *std::find_if(names.rbegin(), names.rend(), [](const auto& name) { return name.ends_with(".log"); });
    const auto name = chance.below(4) > 0 ? last : names[chance.below(names.size())];
    auto contents = disk.contents(name);
    auto used = contents.find_last_not_of('\0') + 1;
    if (name.starts_with("tree-"))
        used = contents.size() / Hash::size *
               Hash::size;  // A crash may leave a part of a hash, which says nothing.
    if (used == 0) return std::nullopt;
    return Victim{name, std::move(contents), used, name == last};
}

/// A write that was done a second time, behind the first.
std::optional<std::string> repeat_batch(world::MemoryDirectory& disk, const Victim& victim) {
    const auto seed = format::checksum_seed(format::decode_header(victim.contents).header.ledger_id);
    std::optional<format::Mark> newest;
    for (unsigned slot = 0; slot < 2; ++slot) {
        const auto read = format::decode_mark(
            std::string_view{victim.contents}.substr(4096 + slot * 4096, 4096), slot, seed);
        if (read && read->mark.holds_copy && (!newest || read->mark.next > newest->next)) newest = read->mark;
    }
    if (!newest || newest->offset + 2 * newest->bytes > victim.contents.size()) return std::nullopt;
    auto contents = victim.contents;
    const auto batch = contents.substr(newest->offset, newest->bytes);
    disk.put(victim.name, contents.replace(newest->offset + newest->bytes, newest->bytes, batch));
    return "the last batch of " + victim.name + " is there twice";
}

/// A sector's contents turn up in another place.
std::string misdirect(world::MemoryDirectory& disk, const Victim& victim, world::Random& chance) {
    const auto from = chance.below(victim.used / sector_bytes) * sector_bytes;
    const auto to = chance.below(victim.used / sector_bytes) * sector_bytes;
    auto contents = victim.contents;
    disk.put(victim.name, contents.replace(to, sector_bytes, victim.contents.substr(from, sector_bytes)));
    return "sector at " + std::to_string(from) + " of " + victim.name + " also written at " +
           std::to_string(to);
}

std::string lose_write(world::MemoryDirectory& disk, const Victim& victim, std::uint64_t byte) {
    const auto begin = byte / sector_bytes * sector_bytes;
    const auto end = std::min<std::uint64_t>(begin + sector_bytes, victim.contents.size());
    auto contents = victim.contents;
    disk.put(victim.name, contents.replace(begin, end - begin, std::string(end - begin, '\0')));
    return "sector at " + std::to_string(begin) + " of " + victim.name + " never written";
}

std::string flip_bit(world::MemoryDirectory& disk, const Victim& victim, std::uint64_t byte,
                     world::Random& chance) {
    disk.flip_bit(victim.name, 8 * byte + chance.below(8));
    return "bit flipped in " + victim.name + " at byte " + std::to_string(byte);
}

/// A whole segment is gone, or stands in another's place.
std::optional<std::string> mix_up(world::MemoryDirectory& disk, world::Random& chance) {
    auto names = disk.list().value();
    std::erase_if(names, [](const std::string& name) { return !name.ends_with(".log"); });
    if (names.size() < 2) return std::nullopt;
    const auto older = names[chance.below(names.size() - 1)];
    if (chance.below(2) == 0) {
        disk.take_away(older);
        return older + " is gone";
    }
    disk.put(older, disk.contents(names.back()));
    return names.back() + " also stands as " + older;
}

}  // namespace

std::optional<std::string> damage_ledger(world::MemoryDirectory& disk, world::Random& chance, Target target) {
    if (target == Target::all_files && chance.below(12) == 0)
        if (auto done = mix_up(disk, chance)) return done;
    const auto victim = choose(disk, disk.list().value(), chance, target);
    if (!victim) return std::nullopt;
    const auto used = victim->used;
    const auto byte = chance.below(2) == 0 && used > 200 ? used - 1 - chance.below(200) : chance.below(used);
    const auto kind = chance.below(7);
    std::optional<std::string> done;
    if (kind == 0 && victim->last) done = repeat_batch(disk, *victim);
    if (!done && kind < 2 && used > 12'288 + 1024) done = misdirect(disk, *victim, chance);
    if (!done && kind == 2) done = lose_write(disk, *victim, byte);
    if (!done) done = flip_bit(disk, *victim, byte, chance);
    if (disk.contents(victim->name) == victim->contents) return std::nullopt;
    return done;
}

}  // namespace choqr::simulation
