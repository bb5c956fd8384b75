#include "gateway/status_file.hpp"

#include "gateway/json_writer.hpp"
#include "json/fields.hpp"
#include "world/directory.hpp"

namespace choqr::gateway {
namespace {

constexpr std::size_t text_bytes_max = 1'000;
constexpr std::size_t rows_told = 10;

std::chrono::seconds whole(std::chrono::nanoseconds time) {
    return std::chrono::duration_cast<std::chrono::seconds>(time);
}

std::string text_of(const StatusFile::Now& now, const std::vector<Refusals::Row>& rows) {
    JsonWriter json;
    json.begin_object()
        .field("at", format_rfc3339(now.at))
        .field("reports_lag_s", std::int64_t{whole(now.lag).count()});
    json.key("refusals").begin_array();
    for (std::size_t i = 0; i < std::min(rows.size(), rows_told); ++i) {
        const auto& row = rows[i];
        json.begin_object().field("reason", row.reason).field("who", row.who).field("detail", row.detail);
        json.field("times", row.times).field("last_at", format_rfc3339(row.last_at)).end_object();
    }
    json.end_array().end_object();
    return json.take() + "\n";
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
        return !written_ || now.refusals != written_->refusals || whole(now.lag) != whole(written_->lag);
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
    status.lag = std::chrono::seconds{fields.integer("reports_lag_s", 0, INT32_MAX).value_or(0)};
    for (const auto& row : fields.objects("refusals", 100)) status.refusals.push_back(row_of(row));
    return complaint ? std::nullopt : std::optional{std::move(status)};
}

}  // namespace choqr::gateway
