#include "cli/certificate.hpp"

#include <filesystem>
#include <ostream>

#include "authority/own_hosts.hpp"
#include "authority/tls_folder.hpp"
#include "data_folder/ledger.hpp"
#include "data_folder/private_folder.hpp"
#include "world/clock.hpp"

namespace choqr::gateway {
namespace {

using authority::HostAddress;
using authority::HostFault;
using authority::HostName;
using authority::Hosts;
using authority::Refusal;

constexpr std::string_view folder_name = "tls";

/// The second half of a sentence that the option and what stands behind it begin.
Sentence advice_for(HostFault fault) {
    switch (fault) {
        case HostFault::empty:
            return {"write a host's name, cho.lan", "hãy viết tên máy, cho.lan"};
        case HostFault::is_url:
            return {"write the host's name alone, cho.lan, without https:// and port",
                    "chỉ viết tên máy, cho.lan, không có https:// và số cổng"};
        case HostFault::not_ascii:
            return {"write an international name in its ASCII form, xn--…",
                    "tên có dấu phải viết ở dạng ASCII, xn--…"};
        case HostFault::wildcard:
            return {"write each name, without *", "hãy viết từng tên, không dùng *"};
        case HostFault::is_address:
            return {"this is an address; write it behind --address",
                    "đây là địa chỉ; hãy viết sau --address"};
        case HostFault::too_long:
            return {"a name has at most 253 characters", "tên dài nhất 253 ký tự"};
        case HostFault::malformed:
            return {"a name is letters, digits, hyphens and dots, cho.lan",
                    "tên chỉ gồm chữ không dấu, số, gạch nối và dấu chấm, cho.lan"};
        case HostFault::is_shared:
            return {"others have names under it, too; write this machine's own, cho.example.vn",
                    "đuôi này là của chung nhiều người; hãy viết tên riêng của máy, cho.example.vn"};
    }
    return {};
}

UsageError wrong(std::string_view option, std::string_view text, const Sentence& advice) {
    const auto begin = std::string{option} + ": \"" + std::string{text} + "\": ";
    return UsageError{begin + std::string{advice.english}, begin + std::string{advice.vietnamese}};
}

Hosts asked_for(const Arguments& arguments) {
    Hosts hosts;
    for (const auto& text : arguments.all("--name")) {
        const auto read = HostName::read(text);
        if (const auto* fault = std::get_if<HostFault>(&read))
            throw wrong("--name", text, advice_for(*fault));
        hosts.add(std::get<HostName>(read));
    }
    for (const auto& text : arguments.all("--address")) {
        const auto address = HostAddress::parse(text);
        if (!address)
            throw wrong(
                "--address", text,
                {"write one machine's address, 192.168.1.20", "hãy viết địa chỉ của một máy, 192.168.1.20"});
        hosts.add(*address);
    }
    return hosts;
}

std::string tls_path(const std::string& data) { return data + "/" + std::string{folder_name}; }

std::unique_ptr<world::PosixDirectory> make_folder(const std::string& data) {
    make_process_private();
    const auto path = tls_path(data);
    auto folder = world::PosixDirectory::open_or_create(path);
    if (!folder) throw CannotStart{path + ": " + folder.error().message()};
    std::error_code error;
    std::filesystem::permissions(path, std::filesystem::perms::owner_all, error);
    if (error) throw CannotStart{path + ": cannot be made its owner's only: " + error.message()};
    return *std::move(folder);
}

struct Line {
    std::string english, vietnamese;
    const std::string& in(Language language) const {
        return language == Language::vietnamese ? vietnamese : english;
    }
};

Line words_of(const Refusal& refusal, const std::string& tls) {
    static const std::string anew{"; each phone then has to trust anew"};
    static const std::string anew_vi{"; khi đó mọi điện thoại phải cài tin cậy lại từ đầu"};
    switch (refusal.why) {
        case Refusal::Why::busy:
            return {tls + ": another choqr certificate make is at work; try again in a moment",
                    tls + ": một lệnh choqr certificate make khác đang chạy; thử lại sau giây lát"};
        case Refusal::Why::not_permitted:
            return {refusal.what + ": the authority in " + tls +
                        " may not vouch for it; leave it out, or add --new-authority" + anew,
                    refusal.what + ": nơi cấp chứng thư trong " + tls +
                        " không được chứng nhận cho tên này; hãy bỏ ra, hoặc thêm --new-authority" + anew_vi};
        case Refusal::Why::ends_soon:
            return {tls + "/authority.pem: has ended or ends soon; add --new-authority" + anew,
                    tls + "/authority.pem: đã hoặc sắp hết hạn; hãy thêm --new-authority" + anew_vi};
        case Refusal::Why::no_authority:
            return {tls +
                        ": authority.pem, issuer.pem and issuer.key are not all there, or do not belong "
                        "together; put them back, or add --new-authority" +
                        anew,
                    tls +
                        ": authority.pem, issuer.pem và issuer.key bị thiếu hoặc không khớp nhau; hãy để "
                        "lại tệp đúng, hoặc thêm --new-authority" +
                        anew_vi};
        case Refusal::Why::foreign:
            return {tls + ": certificate.pem or key.pem there is not of choqr's making; move it away first",
                    tls +
                        ": certificate.pem hoặc key.pem ở đó không do choqr tạo; hãy chuyển đi chỗ khác "
                        "trước"};
    }
    return {};
}

/// "3F2A 91BC …": what stands on the page /trust, and what can be read out over a telephone.
std::string grouped(std::string_view fingerprint) {
    std::string text;
    for (std::size_t i = 0; i < fingerprint.size(); ++i) {
        if (i > 0 && i % 4 == 0) text += ' ';
        const char c = fingerprint[i];
        text += c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return text;
}

std::string list_of(const Hosts& hosts) {
    std::string text;
    const auto add = [&text](const std::string& one) { text += (text.empty() ? "" : ", ") + one; };
    for (const auto& name : hosts.names) add(name.text());
    for (const auto& address : hosts.addresses) add(address.text());
    return text;
}

std::string day_of(Instant instant) {
    return format_vietnam_local(instant).substr(0, sizeof "2026-11-27" - 1);
}

/// What a phone in the market reaches: whatever was asked for, else an address, since few phones look up
/// names under "local".
std::string host_for_phones(const Hosts& asked, const Hosts& made) {
    if (!asked.names.empty()) return asked.names.front().text();
    if (!asked.addresses.empty()) return asked.addresses.front().in_url();
    for (const auto& address : made.addresses)
        if (!address.is_loopback()) return address.in_url();
    return made.names.front().text();
}

/// Writes each line in the reader's language.
class Teller {
public:
    explicit Teller(Surroundings& surroundings) : out_{surroundings.out}, language_{surroundings.language} {}
    void say(const std::string& english, const std::string& vietnamese) {
        out_ << (language_ == Language::vietnamese ? vietnamese : english) << "\n";
    }

private:
    std::ostream& out_;
    Language language_;
};

void tell_of_authority(Teller& teller, const authority::Facts& facts, bool is_new) {
    const auto about = facts.name + ", ", day = day_of(facts.expires);
    if (is_new)
        teller.say("A new local authority: " + about + "until " + day,
                   "Đã lập nơi cấp chứng thư riêng của chợ: " + about + "đến " + day);
    else
        teller.say("The local authority is kept, phones go on trusting it: " + about + "until " + day,
                   "Giữ nguyên nơi cấp chứng thư, điện thoại không phải cài lại: " + about + "đến " + day);
    teller.say("Its fingerprint (SHA-256), for the board's paper:", "Dãy kiểm tra (SHA-256), để in ra giấy:");
    const auto groups = "  " + grouped(facts.fingerprint);
    teller.say(groups, groups);
}

void tell_of_server(Teller& teller, const authority::Made& made) {
    const auto hosts = list_of(made.server.hosts), day = day_of(made.server.expires);
    if (made.is_authority_new)
        teller.say("A certificate for " + hosts + "; until " + day,
                   "Đã cấp chứng thư cho " + hosts + "; đến " + day);
    else
        teller.say("The certificate is renewed, for " + hosts + "; until " + day,
                   "Đã gia hạn chứng thư cho " + hosts + "; đến " + day);
    if (const auto left = list_of(made.left_out); !left.empty())
        teller.say("Left out, since the authority may not vouch for it: " + left,
                   "Bỏ ra vì nơi cấp không được chứng nhận: " + left);
}

void tell_what_is_next(Teller& teller, const std::string& data, const std::string& host) {
    const auto tls = tls_path(data);
    teller.say(tls +
                   "/issuer.key signs: keep it secret. A gateway that serves takes the new certificate "
                   "within a minute, or at once on SIGHUP.",
               tls +
                   "/issuer.key dùng để ký: giữ bí mật. Máy chủ đang chạy tự nhận chứng thư mới trong "
                   "một phút, hoặc ngay khi có SIGHUP.");
    // By the port without TLS phones read first why they would be warned; all other pages are sent on.
    const auto command = "choqr serve --data " + data + " --listen 0.0.0.0:8443 --tls-cert " + tls +
                         "/certificate.pem --tls-key " + tls + "/key.pem --redirect-from 0.0.0.0:8080";
    teller.say("Next: " + command, "Tiếp theo: " + command);
    const auto page = "http://" + host + ":8080/trust";
    teller.say("Phones of vendors and of the board: open " + page,
               "Điện thoại của quầy và của ban quản lý: mở " + page);
}

std::string left_until(Instant expires, Instant now, Language language) {
    const auto days = std::chrono::floor<std::chrono::days>(expires - now).count();
    if (days < 0) return language == Language::vietnamese ? "đã hết hạn" : "has ended";
    return (language == Language::vietnamese ? "còn " : "") + std::to_string(days) +
           (language == Language::vietnamese ? " ngày" : " days left");
}

}  // namespace

int run_certificate_make(const Arguments& arguments, Surroundings& surroundings) {
    const auto data = arguments.required("--data");
    const auto asked = asked_for(arguments);
    const auto folder = make_folder(data);
    const authority::Wanted wanted{asked, authority::own_hosts(), arguments.has("--new-authority"),
                                   arguments.has("--new-key")};
    const auto outcome = authority::make_certificate(*folder, wanted, world::SystemClock{}.now());
    if (const auto* refusal = std::get_if<Refusal>(&outcome)) {
        surroundings.err << "choqr: " << words_of(*refusal, tls_path(data)).in(surroundings.language) << "\n";
        return 1;
    }
    const auto& made = std::get<authority::Made>(outcome);
    Teller teller{surroundings};
    tell_of_authority(teller, made.authority, made.is_authority_new);
    tell_of_server(teller, made);
    tell_what_is_next(teller, data, host_for_phones(asked, made.server.hosts));
    return 0;
}

int run_certificate_show(const Arguments& arguments, Surroundings& surroundings) {
    const auto path = tls_path(arguments.required("--data"));
    const auto folder = world::PosixDirectory::open(path);
    const auto kept = folder ? authority::read_folder(**folder) : authority::Kept{};
    if (!kept.server || !kept.authority) {
        const Line none{path + ": holds no certificate; make one with choqr certificate make",
                        path + ": chưa có chứng thư; hãy lập bằng choqr certificate make"};
        surroundings.err << "choqr: " << none.in(surroundings.language) << "\n";
        return 1;
    }
    const auto now = world::SystemClock{}.now();
    Teller teller{surroundings};
    const auto tell = [&](const Line& what, const authority::Facts& facts) {
        const auto until = what.in(surroundings.language) + ": " + day_of(facts.expires) + ", " +
                           left_until(facts.expires, now, surroundings.language);
        teller.say(until, until);
        teller.say("  SHA-256 " + grouped(facts.fingerprint), "  SHA-256 " + grouped(facts.fingerprint));
    };
    const auto hosts = list_of(kept.server->hosts);
    teller.say("For " + hosts, "Dành cho " + hosts);
    tell({"The certificate is valid until", "Chứng thư có hạn đến"}, *kept.server);
    tell({"The authority, " + kept.authority->name + ", until",
          "Nơi cấp, " + kept.authority->name + ", có hạn đến"},
         *kept.authority);
    return 0;
}

}  // namespace choqr::gateway
