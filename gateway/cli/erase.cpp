#include "cli/erase.hpp"

#include "base/label.hpp"
#include "base/text.hpp"
#include "cli/http_call.hpp"
#include "data_folder/ledger.hpp"
#include "json/writer.hpp"
#include "qr/card_number.hpp"

namespace choqr::gateway {
namespace {

void erase_over_http(const Arguments& parsed, VendorId vendor, const std::string& reason) {
    json::Writer json;
    json.begin_object().field("reason", reason).end_object();
    const auto target = target_of(parsed);
    call_json(target, "POST", "/v1/vendors/" + vendor.text() + "/erase", "application/json", json.take());
}

void erase_in_files(const std::string& data, VendorId vendor, const std::string& reason) {
    world::SystemRandom random;
    const world::SystemClock clock;
    Ledger ledger{data, random, clock, {}};
    const auto outcome = ledger.carry_out({book::EraseVendor{vendor, reason}, "operator", std::nullopt});
    if (!outcome) throw CannotStart{outcome.error().message()};
    if (const auto* refusal = std::get_if<book::Refusal>(&*outcome))
        throw CannotStart{vendor.text() + ": " + std::string{book::code_of(*refusal)}};
    if (const auto destroyed = ledger.sealer().destroy(vendor); !destroyed)
        throw CannotStart{destroyed.error().message()};
    if (const auto followed = ledger.follower().catch_up(); !followed)
        throw CannotStart{followed.error().message()};
}

}  // namespace

int run_erase(const Arguments& arguments, Surroundings& surroundings) {
    const auto data = one_place_of(arguments);
    const auto& name = arguments.words()[1];
    const auto vendor = VendorId::parse(name);
    if (!vendor)
        throw UsageError{name + ": a vendor is named like vd17; write its id from the stall's description",
                         name + ": mã người bán có dạng vd17; xem trong thông tin quầy"};
    const auto reason = to_label(arguments.value("--reason").value_or("theo yêu cầu của người bán"));
    if (!reason) throw UsageError{"--reason: write one line of text", "--reason: hãy viết một dòng chữ"};
    if (qr::holds_card_number(*reason))
        throw UsageError{"--reason: holds a payment card's number; leave it out",
                         "--reason: có số thẻ; hãy bỏ số thẻ đi"};
    auto& out = surroundings.out;
    if (!arguments.has("--yes")) {
        out << "This would erase for ever: the name and phone of " << vendor->text()
            << ", the names on their accounts, and the texts and payers of\n"
            << "the payments to their stalls. Stalls, amounts and totals stay. Backups made before still "
               "hold the key: destroy them in time.\n"
            << "Say --yes to do it.\n";
        return 0;
    }
    if (data)
        erase_in_files(*data, *vendor, *reason);
    else
        erase_over_http(arguments, *vendor, *reason);
    out << vendor->text() << " is erased.\n";
    return 0;
}

}  // namespace choqr::gateway
