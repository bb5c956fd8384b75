#include "cli/doctor.hpp"

#include <sys/statvfs.h>
#include <sys/timex.h>

#include <boost/algorithm/string/join.hpp>
#include <filesystem>

#include "cli/ledger_files.hpp"
#include "config/config.hpp"
#include "data_folder/folder_banks.hpp"
#include "data_folder/private_folder.hpp"
#include "intake/feed_checks.hpp"
#include "journal/checkpoint.hpp"
#include "journal/writer_lock.hpp"
#include "problem/problem.hpp"
#include "reports/reports.hpp"
#include "telemetry/status_file.hpp"
#include "telemetry/watch.hpp"
#include "world/clock.hpp"

namespace choqr::gateway {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t free_bytes_min = 512u << 20;  // Eight segments: time to act.
constexpr std::uint64_t free_bytes_good = 2u << 30;
constexpr auto backup_age_max = 26h;  // A night, and two hours for whoever was late.
constexpr auto feed_silence_max = 24h;
constexpr auto checkpoint_age_records = 1'000'000;
constexpr auto token_warned_before = 7 * 24h;
constexpr auto erased_within = 24h;
constexpr auto refusals_age_max = 48h;  // What is older has been seen to, or has gone away.

enum class Health { good, look, bad };

struct Finding {
    Health health;
    std::string vi, en;
};

std::string age_text(std::chrono::milliseconds age) {
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(age).count();
    if (minutes < 120) return std::to_string(minutes) + " min";
    if (minutes < 48 * 60) return std::to_string(minutes / 60) + " h";
    return std::to_string(minutes / 60 / 24) + " d";
}

class Examination {
public:
    /// `config`: the file that the gateway is served with; empty: not told.
    Examination(std::string path, std::string config, std::ostream& err)
        : path_{std::move(path)}, config_{std::move(config)}, err_{err}, now_{world::SystemClock{}.now()} {}

    std::vector<Finding> run() {
        ledger_ = LedgerFiles::open(path_, err_);
        look_at_journal();
        look_at_trial();
        look_at_config();
        look_at_clock();
        look_at_disk();
        look_at_modes();
        look_at_keys();
        look_at_checkpoint();
        look_at_backup();
        look_at_reports();
        look_at_banks();
        look_at_gateway();
        return std::move(findings_);
    }

private:
    void say(Health health, std::string vi, std::string en) {
        findings_.push_back({health, std::move(vi), std::move(en)});
    }
    std::string file(std::string_view name) const { return path_ + "/" + std::string{name}; }

    void look_at_journal() {
        if (!ledger_) {
            say(Health::bad, "Không mở được sổ; xem dòng lỗi ở trên, đừng sửa tệp nào.",
                "The ledger cannot be opened; see the line above, and change no file.");
            return;
        }
        const auto head = ledger_->journal->head();
        read_last_record(head.size);
        const bool running = running_ = journal::WriterLock::is_held(*ledger_->directory);
        say(readable_ ? Health::good : Health::bad,
            readable_ ? "Sổ đọc được, " + std::to_string(head.size) + " bản ghi; chương trình " +
                            (running ? "đang chạy." : "không chạy.")
                      : "Bản ghi cuối của sổ không đọc được; chạy choqr ledger verify.",
            readable_ ? "The ledger is readable, " + std::to_string(head.size) + " records; a gateway is " +
                            (running ? "running." : "not running.")
                      : "The ledger's last record cannot be read; run choqr ledger verify.");
    }

    void look_at_trial() {
        if (!ledger_ || !is_trial_ledger(*ledger_->journal)) return;
        say(Health::look, "Đây là sổ THỬ: mọi khoản trong sổ không phải tiền thật.",
            "This is a TRIAL ledger: no money in it is real.");
    }

    void look_at_config() {
        if (config_.empty()) return;
        const auto text = read_text_file(config_);
        if (!text)
            return say(Health::bad, "Không đọc được tệp cấu hình " + config_ + ".",
                       "The configuration " + config_ + " cannot be read.");
        try {
            const auto config = read_config(*text, config_);
            look_at_feeds(config);
            look_at_network(config);
            if (!config.tls.certificate.empty()) look_at_certificate(config.tls);
        } catch (const ConfigMistakes& mistakes) {
            std::string lines{mistakes.what()};
            std::ranges::replace(lines, '\n', ';');
            say(Health::bad, "Cấu hình có lỗi, choqr sẽ không khởi động: " + lines,
                "The configuration has mistakes, so choqr will not start: " + lines);
        }
    }

    void look_at_feeds(const Config& config) {
        const auto warnings = feed_warnings(config.feeds);
        for (const auto& warning : warnings) say(Health::look, warning.vi, warning.en);
        if (warnings.empty() && !config.feeds.empty())
            say(Health::good, "Mỗi nguồn báo tiền chỉ được báo cho tài khoản hoặc chợ của mình, khóa đủ dài.",
                "Each feed may speak for its own accounts or markets only, and the secrets are long enough.");
        if (const auto refused = demo_wallet_refused(config, ledger_ && is_trial_ledger(*ledger_->journal)))
            say(Health::bad,
                "Ví mô phỏng (demo_wallet) không được bật cùng nguồn báo tiền thật hoặc ra ngoài máy này; "
                "choqr sẽ không khởi động.",
                *refused + ".");
    }

    void look_at_network(const Config& config) {
        if (const auto refused = plain_http_refused(config))
            say(Health::bad, "Cấu hình nghe ra mạng mà không có TLS; choqr sẽ không khởi động.",
                *refused + ".");
        if (is_insecure_lan(config))
            say(Health::look,
                "Máy đang nghe ra mạng mà không có TLS: ai trong mạng cũng đọc được mã truy cập.",
                "It listens on a network without TLS: everybody there can read tokens.");
    }

    void look_at_certificate(const http::TlsFiles& files) {
        constexpr std::chrono::days soon{21};
        try {
            const auto expires = http::TlsContext::load(files, now_)->expires();
            const auto day = format_day(business_day(expires, std::chrono::minutes{0}));
            if (expires < now_)
                say(Health::bad, "Chứng thư TLS đã hết hạn ngày " + day + ".",
                    "The TLS certificate has expired on " + day + ".");
            else if (expires < now_ + soon)
                say(Health::look, "Chứng thư TLS sắp hết hạn, ngày " + day + ".",
                    "The TLS certificate expires soon, on " + day + ".");
            else
                say(Health::good, "Chứng thư TLS còn hạn đến " + day + ".",
                    "The TLS certificate is good until " + day + ".");
        } catch (const http::TlsUnusable& error) {
            say(Health::bad, "Không dùng được chứng thư TLS; choqr sẽ không khởi động.",
                std::string{"The TLS certificate is of no use, so choqr will not start: "} + error.what());
        }
    }

    void read_last_record(std::uint64_t size) {
        const auto read = ledger_->journal->read(
            Sequence{size == 0 ? 0 : size - 1}, Sequence{size}, [&](const journal::RecordView& record) {
                const auto event = book::decode(record.sequence, record.type, record.payload(), NoKeys{});
                readable_ = event.has_value();
                if (event) last_recorded_at_ = event->recorded_at;
                return true;
            });
        if (!read) readable_ = false;
    }

    void look_at_clock() {
        timex state{};
        const bool synchronised = ::adjtimex(&state) >= 0 && (state.status & STA_UNSYNC) == 0;
        if (last_recorded_at_ && *last_recorded_at_ > now_ + 2s)
            say(Health::bad,
                "Đồng hồ máy chậm hơn bản ghi cuối " + age_text(*last_recorded_at_ - now_) +
                    "; chỉnh lại giờ máy.",
                "The clock is " + age_text(*last_recorded_at_ - now_) +
                    " behind the last record; set it right.");
        else if (!synchronised)
            say(Health::look, "Giờ máy " + format_vietnam_local(now_) + ", chưa được đồng bộ qua mạng (NTP).",
                "The clock says " + format_vietnam_local(now_) +
                    " and is not synchronised (NTP); providers' signatures depend on it.");
        else
            say(Health::good, "Giờ máy đúng: " + format_vietnam_local(now_) + ".",
                "The clock is synchronised: " + format_vietnam_local(now_) + ".");
    }

    void look_at_disk() {
        struct statvfs disk {};
        if (::statvfs(path_.c_str(), &disk) != 0) {
            say(Health::bad, "Không xem được ổ đĩa.", "The disk cannot be examined.");
            return;
        }
        const auto free = std::uint64_t{disk.f_bavail} * disk.f_frsize;
        const auto amount = std::to_string(free >> 20) + " MiB";
        const auto health = free < free_bytes_min    ? Health::bad
                            : free < free_bytes_good ? Health::look
                                                     : Health::good;
        say(health, "Ổ đĩa còn trống " + amount + (health == Health::good ? "." : "; dọn bớt hoặc thêm ổ."),
            "The disk has " + amount + " free" + (health == Health::good ? "." : "; make room."));
    }

    void look_at_modes() {
        const auto names = open_to_others(path_);
        const auto list = boost::algorithm::join(names, ", ");
        if (names.empty())
            say(Health::good, "Chỉ chủ máy vào được thư mục sổ và đọc được các tệp.",
                "Only its owner can enter the ledger's folder and read its files.");
        else
            say(Health::bad,
                "Người khác vào hoặc đọc được (. là thư mục sổ): " + list +
                    "; chạy chmod go-rwx, hoặc khởi động lại chương trình.",
                "Others can enter or read (. is the folder): " + list +
                    "; run chmod go-rwx, or start the gateway again, which does it.");
    }

    void look_at_keys() {
        std::string missing;
        for (const auto name :
             {std::string_view{journal::signing_key_file}, std::string_view{keys::KeyRing::file_name}})
            if (!std::filesystem::exists(file(name)))
                missing += (missing.empty() ? "" : ", ") + std::string{name};
        if (!missing.empty())
            say(Health::bad, "Thiếu tệp khóa " + missing + "; khôi phục từ bản sao lưu.",
                "Key files are missing: " + missing + "; restore them from a backup.");
        else if (!key_fits())
            say(Health::bad, "log.key và log.vkey không khớp nhau.",
                "log.key and log.vkey do not belong together.");
        else
            say(Health::good, "Các khóa đủ và khớp nhau.", "The keys are there and belong together.");
    }

    bool key_fits() const {
        if (!ledger_) return true;
        const auto secret = journal::load_signing_key(*ledger_->directory);
        const auto known = journal::load_verifier_key(*ledger_->directory);
        return secret && known && secret->verifier().text() == known->text();
    }

    void look_at_checkpoint() {
        if (!ledger_) return;
        const auto key = journal::load_verifier_key(*ledger_->directory);
        const auto note = ledger_->directory->read_file(journal::checkpoint_file);
        const auto checkpoint =
            key && note ? journal::open_checkpoint(*note, key->name(), {&*key, 1}) : std::nullopt;
        if (!checkpoint) {
            say(note ? Health::bad : Health::look, "Chưa có bản xác nhận (checkpoint) hợp lệ.",
                "There is no valid checkpoint yet; a gateway that serves signs one.");
            return;
        }
        const auto size = ledger_->journal->head().size;
        if (checkpoint->head.size > size)
            say(Health::bad,
                "Sổ này đã bị quay lui: bản xác nhận có " + std::to_string(checkpoint->head.size) +
                    " bản ghi, sổ có " + std::to_string(size) + ".",
                "This ledger has been rolled back: its checkpoint names " +
                    std::to_string(checkpoint->head.size) + " records, it has " + std::to_string(size) + ".");
        else
            say(size - checkpoint->head.size > checkpoint_age_records ? Health::look : Health::good,
                "Bản xác nhận gần nhất bao trùm " + std::to_string(checkpoint->head.size) + " bản ghi.",
                "The last checkpoint covers " + std::to_string(checkpoint->head.size) + " records.");
    }

    void look_at_backup() {
        const auto line = read_line_file(file(last_backup_file));
        const auto made_at =
            line ? parse_rfc3339(std::string_view{*line}.substr(0, line->find(' '))) : std::nullopt;
        if (!made_at) {
            say(Health::bad, "Chưa sao lưu lần nào; chạy choqr backup mỗi đêm.",
                "There is no backup; run choqr backup every night.");
            return;
        }
        const auto age = now_ - *made_at;
        const auto health = age > backup_age_max ? Health::bad : Health::good;
        say(health,
            "Lần sao lưu gần nhất cách đây " + age_text(age) +
                (health == Health::good ? "." : "; quá lâu rồi."),
            "The last backup is " + age_text(age) + " old" +
                (health == Health::good ? "." : "; that is too old."));
    }

    void look_at_reports() {
        const auto glance = reports::Reports::glance(file(reports_file), now_);
        if (!glance || !ledger_) {
            say(Health::look,
                "Chưa đọc được số liệu báo cáo (reports.sqlite); lần chạy sau sẽ tự dựng lại từ sổ.",
                "The reports (reports.sqlite) cannot be read; the next start rebuilds them from the ledger.");
            return;
        }
        const auto size = ledger_->journal->head().size;
        const auto position = glance->position.value();
        const auto behind = size > position ? size - position : 0;
        say(behind > 100'000 ? Health::look : Health::good,
            "Báo cáo theo kịp sổ, còn " + std::to_string(behind) + " bản ghi.",
            "The reports are " + std::to_string(behind) + " records behind the ledger.");
        for (const auto& token : glance->ending_tokens) say_ending(token);
        look_at_erasures(*glance);
        if (glance->feeds.empty())
            say(Health::look, "Chưa có nguồn báo tiền nào gửi tin.", "No feed has sent anything yet.");
        for (const auto& market : glance->payees)
            if (market.is_alarming()) say_many_changes(market);
        for (const auto& feed : glance->feeds) {
            const auto age = now_ - feed.last_received_at;
            const bool silent = age > feed_silence_max;
            say(silent ? Health::look : Health::good,
                "Nguồn " + feed.feed.text() + ": tin cuối cách đây " + age_text(age) +
                    (silent ? "; hỏi nhà cung cấp." : "."),
                "Feed " + feed.feed.text() + ": its last notice came " + age_text(age) + " ago" +
                    (silent ? "; ask the provider." : "."));
        }
    }

    void say_many_changes(const reports::PayeeActivity& market) {
        const auto count = std::to_string(market.proposed);
        say(Health::look,
            market.market_name + ": " + count +
                " lần đề nghị đổi tài khoản trong 24 giờ; hãy gọi hỏi từng quầy.",
            market.market_name + ": " + count +
                " changes of accounts were proposed within 24 hours; call each stall.");
    }

    // One that ended long ago is missed by nobody any more.
    void say_ending(const reports::EndingToken& token) {
        const auto left = token.expires_at - now_;
        if (left > token_warned_before || left < -token_warned_before) return;
        const auto name = token.id.text() + (token.label.empty() ? "" : " (" + token.label + ")");
        if (left <= 0s)
            say(Health::look, "Mã truy cập " + name + " đã hết hạn cách đây " + age_text(-left) + ".",
                "Token " + name + " expired " + age_text(-left) + " ago.");
        else
            say(Health::look, "Mã truy cập " + name + " còn hạn " + age_text(left) + "; hãy tạo mã thay.",
                "Token " + name + " expires in " + age_text(left) + "; make another one in its place.");
    }

    void look_at_erasures(const reports::Reports::Glance& glance) {
        if (!glance.erasure_asked_at) return;
        const auto age = now_ - *glance.erasure_asked_at;
        const bool is_late = age > erased_within;
        const auto count = std::to_string(glance.erasures);
        say(is_late ? Health::look : Health::good,
            count + " người bán xin xóa dữ liệu, lâu nhất đã chờ " + age_text(age) +
                (is_late ? "; quá một ngày, hãy xóa ngay (choqr erase vendor)."
                         : "; phải xong trong một ngày."),
            count + " vendors have asked to be erased, the first " + age_text(age) + " ago" +
                (is_late
                     ? "; that is over a day: GET /v1/erasure-requests says who, choqr erase vendor does it."
                     : "; it is to be done within a day (GET /v1/erasure-requests, choqr erase vendor)."));
    }

    void look_at_banks() {
        const auto found = read_banks_of(path_);
        const auto& used = found.directory ? *found.directory : merchants::own_banks();
        const auto newest = used.newest_name() ? format_day(*used.newest_name()) : std::string{"?"};
        const auto count = std::to_string(used.banks().size());
        if (!found.mistakes.empty())
            return say(Health::bad,
                       "banks.json có lỗi nên không được dùng; " + found.mistakes.front().vietnamese + ".",
                       "banks.json has mistakes and is not used: " + found.mistakes.front().english + ".");
        const auto age = age_text(now_ - found.written);
        say(Health::good,
            "Tên ngân hàng: " + count +
                (found.directory ? ", từ banks.json ghi cách đây " + age : ", có sẵn trong choqr") +
                "; tên mới nhất có từ " + newest + ".",
            "Names of banks: " + count +
                (found.directory ? ", from banks.json, written " + age + " ago" : ", choqr's own") +
                "; the newest name is of " + newest + ".");
    }

    // What a gateway that runs says of itself.
    void look_at_gateway() {
        const auto status = read_status(path_);
        if (!status) return;
        if (running_)
            for (const auto& follower : status->followers)
                if (follower.is_behind()) say_behind(follower);
        for (const auto& row : status->refusals)
            if (now_ - row.last_at < refusals_age_max) say_refused(row);
    }

    void say_behind(const Watch::Follower& follower) {
        const auto age = age_text(std::chrono::duration_cast<std::chrono::milliseconds>(follower.lag));
        const auto [what_vi, what] = what_is_behind(follower.name);
        const auto why = follower.why.empty() ? std::string{} : " (" + follower.why + ")";
        say(Health::bad, std::string{what_vi} + " chậm hơn sổ " + age + why + ".",
            std::string{what} + " have been behind the ledger for " + age + why + ".");
    }
    static std::pair<std::string_view, std::string_view> what_is_behind(std::string_view follower) {
        if (follower == "live") return {"Màn hình các quầy", "The stalls' screens"};
        if (follower == "access") return {"Quyền truy cập", "Tokens"};
        if (follower == "keys") return {"Việc xóa khóa dữ liệu cá nhân", "Erasures of personal data"};
        return {"Báo cáo và danh sách", "Reports and lists"};
    }

    void say_refused(const Refusals::Row& row) {
        const auto times = std::to_string(row.times), ago = age_text(now_ - row.last_at);
        const auto known = std::ranges::find(problem_kinds(), row.reason, &ProblemKind::code);
        const auto why_vi = known == problem_kinds().end() ? row.reason : std::string{known->detail_vi};
        const auto why = row.detail.empty() ? row.reason : row.reason + ": " + row.detail;
        say(Health::look,
            "Bị từ chối: " + row.who + ", " + times + " lần, lần cuối cách đây " + ago + ". " + why_vi,
            "Refused: " + row.who + ", " + times + " times, the last " + ago + " ago (" + why + ").");
    }

    std::string path_, config_;
    std::ostream& err_;
    Instant now_;
    bool running_ = false;
    std::unique_ptr<LedgerFiles> ledger_;
    bool readable_ = true;
    std::optional<Instant> last_recorded_at_;
    std::vector<Finding> findings_;
};

std::string_view mark_of(Health health) {
    switch (health) {
        case Health::good:
            return "[ ok ]";
        case Health::look:
            return "[ xem ]";
        case Health::bad:
            return "[ LỖI ]";
    }
    return {};
}

}  // namespace

int run_doctor(const Arguments& arguments, Surroundings& surroundings) {
    bool all_well = true;
    Examination examination{arguments.required("--data"), arguments.value("--config").value_or(""),
                            surroundings.err};
    for (const auto& finding : examination.run()) {
        surroundings.out << mark_of(finding.health) << " " << finding.vi << " / " << finding.en << "\n";
        all_well = all_well && finding.health != Health::bad;
    }
    return all_well ? 0 : 1;
}

}  // namespace choqr::gateway
