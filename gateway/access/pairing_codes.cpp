#include "access/pairing_codes.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace choqr::gateway {
namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";  // Without I, L, O, U.
constexpr std::size_t typed_max = 64;

// 128 bits in groups of five from the highest on; the last group has three.
std::string encoded(const std::array<std::uint8_t, 16>& bytes) {
    std::string text;
    for (unsigned bit = 0; bit < 128; bit += 5) {
        unsigned group = 0;
        for (unsigned i = bit; i < bit + 5; ++i)
            group = group << 1 | (i < 128 ? bytes[i / 8] >> (7 - i % 8) & 1u : 0u);
        text += alphabet[group];
    }
    return text;
}

// What people take for another letter is that letter (Crockford). Nothing: it can be no code.
std::optional<Hash> hash_of(std::string_view typed) {
    if (typed.size() > typed_max) return std::nullopt;
    std::string text;
    for (char c : typed) {
        if (c == '-' || c == ' ') continue;
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        if (c == 'O') c = '0';
        if (c == 'I' || c == 'L') c = '1';
        if (alphabet.find(c) == std::string_view::npos) return std::nullopt;
        text += c;
    }
    if (text.size() != PairingCodes::length) return std::nullopt;
    return sha256(text);
}

}  // namespace

std::optional<PairingCodes::Shown> PairingCodes::show(const Offer& offer, Instant now, world::Random& random,
                                                      bool anew) {
    std::array<std::uint8_t, 16> bytes{};
    random.fill(bytes);
    Shown shown{encoded(bytes), offer.day_ends.value_or(now + lifetime)};
    const std::lock_guard lock{mutex_};
    forget_old(now);
    if (auto* const former = of_the_day(offer, now)) {
        if (!anew) return Shown{former->shown, former->expires_at};
        former->state = State::replaced;
    }
    if (by_hash_.size() >= held_max) return std::nullopt;
    make_room(offer, now);
    by_hash_.insert_or_assign(sha256(shown.code), Entry{offer, shown.expires_at,
                                                        offer.is_of_the_day() ? shown.code : std::string{}});
    return shown;
}

// Under the mutex.
PairingCodes::Entry* PairingCodes::of_the_day(const Offer& offer, Instant now) {
    if (!offer.is_of_the_day()) return nullptr;
    for (auto& [hash, entry] : by_hash_)
        if (entry.offer == offer && entry.waits(now)) return &entry;
    return nullptr;
}

// Under the mutex. A wall clock that steps back only makes codes live longer by as much, and `expires_at` is
// never more than `lifetime` (a day) ahead: what is further away was shown under a clock that was wrong.
void PairingCodes::forget_old(Instant now) {
    std::erase_if(by_hash_, [now](const auto& one) {
        const auto& [offer, expires_at, shown, state] = one.second;
        const auto ahead_max =
            offer.is_of_the_day() ? Instant::duration{std::chrono::days{2}} : Instant::duration{2 * lifetime};
        return expires_at + lifetime <= now || expires_at > now + ahead_max;
    });
}

// Under the mutex. Whoever asks for another code has no use for the oldest one; and no place's codes fill the
// memory that all have.
void PairingCodes::make_room(const Offer& offer, Instant now) {
    std::vector<std::map<Hash, Entry>::iterator> waiting, ended;
    for (auto one = by_hash_.begin(); one != by_hash_.end(); ++one) {
        const auto& entry = one->second;
        if (entry.offer.place != offer.place || entry.offer.is_of_the_day() != offer.is_of_the_day())
            continue;
        (entry.waits(now) ? waiting : ended).push_back(one);
    }
    const auto oldest = [](const auto& entries) {
        return *std::ranges::min_element(entries, {}, [](auto one) { return one->second.expires_at; });
    };
    const auto waiting_max = offer.is_of_the_day() ? days_per_place_max : per_place_max;
    if (ended.size() >= ended_per_place_max) by_hash_.erase(oldest(ended));
    if (waiting.size() >= waiting_max) oldest(waiting)->second.state = State::replaced;
}

std::variant<PairingCodes::Offer, PairingCodes::Wrong> PairingCodes::take(std::string_view typed,
                                                                          Instant now) {
    const auto hash = hash_of(typed);
    if (!hash) return Wrong::unknown;
    const std::lock_guard lock{mutex_};
    forget_old(now);
    const auto found = by_hash_.find(*hash);
    if (found == by_hash_.end()) return Wrong::unknown;
    auto& entry = found->second;
    if (entry.state == State::used) return Wrong::used;
    if (entry.state == State::replaced || entry.expires_at <= now) return Wrong::expired;
    if (!entry.offer.is_of_the_day()) entry.state = State::used;
    return entry.offer;
}

void PairingCodes::give_back(std::string_view typed) {
    const auto hash = hash_of(typed);
    const std::lock_guard lock{mutex_};
    const auto found = hash ? by_hash_.find(*hash) : by_hash_.end();
    if (found != by_hash_.end() && found->second.state == State::used) found->second.state = State::waits;
}

std::size_t PairingCodes::held() const {
    const std::lock_guard lock{mutex_};
    return by_hash_.size();
}

}  // namespace choqr::gateway
