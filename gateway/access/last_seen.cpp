#include "access/last_seen.hpp"

#include <algorithm>
#include <map>

#include "base/encoding.hpp"
#include "base/hash.hpp"

namespace choqr::gateway {
namespace {

// A flipped bit in a year would keep a phone out: what is damaged says nothing at all.
std::string sum_of(std::string_view lines) { return to_hex(sha256(lines).bytes()); }

// "tk17 2026-11-27T03:04:05Z"; a line of any other form says nothing.
std::map<TokenId, Instant> read_lines(std::string_view text) {
    std::map<TokenId, Instant> seen;
    const auto sum = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), sum.size() + 1));
    if (sum != sum_of(text)) return seen;
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        const auto space = line.find(' ');
        if (space == std::string_view::npos) continue;
        const auto device = TokenId::parse(line.substr(0, space));
        const auto at = parse_rfc3339(line.substr(space + 1));
        if (device && at) seen.insert_or_assign(*device, *at);
    }
    return seen;
}

}  // namespace

void LastSeen::begin(const book::Book& book, world::Directory& directory, Instant now) {
    const auto text = directory.read_file(file_name);
    const auto told = read_lines(text ? std::string_view{*text} : std::string_view{});
    const std::lock_guard lock{mutex_};
    seen_.clear();
    book.each_token([&](const book::Book::TokenKnown& known) {
        if (known.revoked_at || !known.is_device) return;
        const auto found = told.find(known.id);
        seen_.emplace(known.id, found == told.end() ? now : found->second);
    });
    changed_ = !seen_.empty();
}

bool LastSeen::note(TokenId device, Instant now) {
    const auto day = [](Instant instant) { return std::chrono::floor<std::chrono::days>(instant); };
    const std::lock_guard lock{mutex_};
    const auto [known, is_new] = seen_.try_emplace(device, now);
    const bool is_new_day = is_new || day(known->second) != day(now);
    known->second = now;
    changed_ = changed_ || is_new_day;
    return is_new_day;
}

void LastSeen::forget(TokenId device) {
    const std::lock_guard lock{mutex_};
    changed_ = seen_.erase(device) > 0 || changed_;
}

std::optional<Instant> LastSeen::of(TokenId device) const {
    const std::lock_guard lock{mutex_};
    const auto found = seen_.find(device);
    return found == seen_.end() ? std::nullopt : std::optional{found->second};
}

bool LastSeen::is_too_long_ago(TokenId device, Instant now) const {
    const auto seen = of(device);
    return seen && now - *seen > remembered;
}

std::string LastSeen::text() const {
    const std::lock_guard lock{mutex_};
    std::string lines;
    for (const auto& [device, at] : seen_)
        lines.append(device.text()).append(" ").append(format_rfc3339(at)).append("\n");
    return sum_of(lines) + "\n" + lines;
}

void LastSeen::keep(world::Directory& directory, Instant now, bool last) {
    {
        const std::lock_guard lock{mutex_};
        const bool is_early = now >= written_at_ && now - written_at_ < write_interval;
        if (!last && (!changed_ || is_early)) return;
        if (seen_.empty() && !changed_) return;  // No device, no file.
        changed_ = false;
        written_at_ = now;
    }
    static_cast<void>(directory.replace_file(file_name, text(), world::Permission::owner_only));
}

}  // namespace choqr::gateway
