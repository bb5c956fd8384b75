#include "gateway/commands/erase.hpp"

#include <cstdlib>

#include "base/label.hpp"
#include "base/text.hpp"
#include "gateway/commands/command_line.hpp"
#include "gateway/commands/http_call.hpp"
#include "gateway/commands/options.hpp"
#include "gateway/json_writer.hpp"
#include "gateway/ledger.hpp"
#include "qr/card_number.hpp"

namespace choqr::gateway {
namespace {

constexpr std::string_view usage = "choqr erase vendor ID --url URL [--token TOKEN]|--data DIR [--reason TEXT] --yes";

std::string token_for(const ParsedArguments& parsed) {
    if (const auto token = parsed.value("--token")) return std::string{*token};
    const char* const from_environment = std::getenv("CHOQR_TOKEN");
    return from_environment ? from_environment : "";
}

void erase_over_http(const ParsedArguments& parsed, VendorId vendor, const std::string& reason) {
    JsonWriter json;
    json.begin_object().field("reason", reason).end_object();
    const auto target = parse_target(*parsed.value("--url"), token_for(parsed));
    call_json(target, "POST", "/v1/vendors/" + vendor.text() + "/erase", "application/json", json.take());
}

void erase_in_files(const std::string& data, VendorId vendor, const std::string& reason) {
    world::SystemRandom random;
    const world::SystemClock clock;
    Ledger ledger{data, random, clock, {}};
    const auto outcome = ledger.carry_out({book::EraseVendor{vendor, reason}, "operator", std::nullopt});
    if (!outcome) throw CannotStart{outcome.error().message()};
    if (const auto* refusal = std::get_if<book::Refusal>(&*outcome)) throw CannotStart{vendor.text() + ": " + std::string{book::code_of(*refusal)}};
    if (const auto destroyed = ledger.sealer().destroy(vendor); !destroyed) throw CannotStart{destroyed.error().message()};
    if (const auto followed = ledger.follower().catch_up(); !followed) throw CannotStart{followed.error().message()};
}

}  // namespace

int run_erase(std::span<const std::string_view> arguments, std::ostream& out, std::ostream& err) {
    const auto parsed = parse_arguments(arguments, {"--url", "--token", "--data", "--reason"}, {"--yes"});
    if (!parsed.problem.empty()) return err << "choqr erase: " << parsed.problem << "\n", 2;
    const bool one_place = parsed.has("--url") != parsed.has("--data");
    if (parsed.words.size() != 2 || parsed.words[0] != "vendor" || !one_place) return err << "usage: " << usage << "\n", 2;
    const auto vendor = VendorId::parse(parsed.words[1]);
    if (!vendor) return err << "choqr erase: " << parsed.words[1] << ": a vendor is named like vd17\n", 2;
    const auto reason = to_label(parsed.value("--reason").value_or("theo yêu cầu của người bán"));
    if (!reason) return err << "choqr erase: --reason: is not a line of text\n", 2;
    if (qr::holds_card_number(*reason))
        return err << "choqr erase: --reason: holds a payment card's number / có số thẻ\n", 2;
    if (!parsed.has("--yes")) {
        out << "This would erase for ever: the name and phone of " << vendor->text() << ", the names on their accounts, and the texts and payers of\n"
            << "the payments to their stalls. Stalls, amounts and totals stay. Backups made before still hold the key: destroy them in time.\n"
            << "Say --yes to do it.\n";
        return 0;
    }
    if (const auto data = parsed.value("--data")) erase_in_files(std::string{*data}, *vendor, *reason);
    else erase_over_http(parsed, *vendor, *reason);
    out << vendor->text() << " is erased.\n";
    return 0;
}

}  // namespace choqr::gateway
