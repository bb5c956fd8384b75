#include "telemetry/status_file.hpp"

#include <algorithm>

#include "json/fields.hpp"
#include "json/writer.hpp"
#include "world/directory.hpp"

namespace choqr::gateway {
namespace {

constexpr std::size_t text_bytes_max = 1'000;
constexpr std::size_t rows_told = 10;

std::chrono::seconds whole(std::chrono::nanoseconds time) {
    return std::chrono::duration_cast<std::chrono::seconds>(time);
}

std::string text_of(const StatusFile::Now& now, const std::vector<Refusals::Row>& rows) {
    json::Writer json;
    json.begin_object().field("at", format_rfc3339(now.at)).key("followers").begin_array();
    for (const auto& follower : now.followers) {
        json.begin_object().field("name", follower.name);
        json.field("lag_s", std::int64_t{whole(follower.lag).count()}).field("records", follower.records);
        json.field("why", follower.why).field("failed", follower.failed).end_object();
    }
    json.end_array().key("refusals").begin_array();
    for (std::size_t i = 0; i < std::min(rows.size(), rows_told); ++i) {
        const auto& row = rows[i];
        json.begin_object().field("reason", row.reason).field("who", row.who).field("detail", row.detail);
        json.field("times", row.times).field("last_at", format_rfc3339(row.last_at)).end_object();
    }
    json.end_array().end_object();
    return json.take() + "\n";
}

// What a person would notice: not the number of records, which never stands still.
bool differ(const std::vector<Watch::Follower>& one, const std::vector<Watch::Follower>& other) {
    return !std::ranges::equal(one, other, [](const Watch::Follower& a, const Watch::Follower& b) {
        return whole(a.lag) == whole(b.lag) && a.why == b.why && a.failed == b.failed;
    });
}

Watch::Follower follower_of(const json::Fields& fields) {
    Watch::Follower follower;
    follower.name = fields.text("name", text_bytes_max).value_or("");
    follower.lag = std::chrono::seconds{fields.integer("lag_s", 0, INT32_MAX).value_or(0)};
    follower.records = static_cast<std::uint64_t>(fields.integer("records", 0, INT64_MAX).value_or(0));
    follower.why = fields.optional_text("why", text_bytes_max).value_or("");
    follower.failed = fields.optional_boolean("failed").value_or(false);
    return follower;
}

Refusals::Row row_of(const json::Fields& fields) {
    Refusals::Row row;
    row.reason = fields.text("reason", text_bytes_max).value_or("");
    row.who = fields.optional_text("who", text_bytes_max).value_or("");
    row.detail = fields.optional_text("detail", text_bytes_max).value_or("");
    row.times = static_cast<std::uint64_t>(fields.integer("times", 0, INT64_MAX).value_or(0));
    row.last_at = fields.instant("last_at").value_or(Instant{});
    return row;
}

}  // namespace

void StatusFile::keep(const Now& now, const Refusals& refusals) {
    const auto news = [&] {
        return !written_ || now.refusals != written_->refusals || differ(now.followers, written_->followers);
    };
    const bool is_early = written_ && now.at >= written_->at && now.at - written_->at < interval;
    if (is_early || !news()) return;
    auto directory = world::PosixDirectory::open(directory_);
    if (!directory) return;
    const auto temporary = std::string{file_name} + ".new";
    static_cast<void>((*directory)->remove(temporary));
    auto file = (*directory)->create(temporary, world::Permission::owner_only);
    if (!file || !(*file)->write_at(0, text_of(now, refusals.busiest()))) return;
    if ((*directory)->rename(temporary, file_name)) written_ = now;
}

std::optional<Status> read_status(const std::string& path) {
    auto directory = world::PosixDirectory::open(path);
    if (!directory) return std::nullopt;
    const auto text = (*directory)->read_file(StatusFile::file_name);
    if (!text) return std::nullopt;
    const auto parsed = json::parse(*text);
    const auto* value = std::get_if<json::Value>(&parsed);
    if (value == nullptr) return std::nullopt;
    json::Complaint complaint;
    const json::Fields fields{*value, complaint};
    Status status;
    status.at = fields.instant("at").value_or(Instant{});
    for (const auto& follower : fields.objects("followers", 100))
        status.followers.push_back(follower_of(follower));
    for (const auto& row : fields.objects("refusals", 100)) status.refusals.push_back(row_of(row));
    return complaint ? std::nullopt : std::optional{std::move(status)};
}

}  // namespace choqr::gateway
