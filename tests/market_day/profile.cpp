#include "profile.hpp"

namespace choqr::market_day {

Profile draw_profile(Chance& chance) {
    const auto per_mille = [&chance](std::initializer_list<std::uint64_t> values) {
        return static_cast<unsigned>(chance.one_of(values));
    };
    Profile profile;
    profile.faults.short_write = per_mille({0, 0, 100, 500});
    profile.faults.interrupted = per_mille({0, 0, 200});
    profile.faults.sync_fails = per_mille({0, 0, 0, 10, 60});
    profile.faults.write_fails = per_mille({0, 0, 0, 0, 20});
    profile.faults.no_room = per_mille({0, 0, 0, 0, 30});
    profile.read_fails = per_mille({0, 0, 0, 0, 3});
    profile.damage_per_mille = per_mille({0, 0, 0, 300});
    profile.disk_fills = chance.happens(200);
    profile.restless = chance.happens(400);
    profile.power_often = chance.happens(500);
    profile.clock_jumps = chance.happens(300);
    profile.references_kept = chance.one_of({0, 0, 5, 1'000});
    profile.forget_every = chance.one_of({1, 1, 8, 64});
    profile.snapshot_every = chance.one_of({1, 10, 40, 1'000'000});
    return profile;
}

}  // namespace choqr::market_day
