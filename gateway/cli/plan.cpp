#include "cli/plan.hpp"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <ostream>
#include <stdexcept>

#include "base/time.hpp"
#include "cli/http_call.hpp"
#include "merchants/natural_order.hpp"
#include "stands/aisle_list.hpp"
#include "world/clock.hpp"

namespace choqr::gateway {
namespace {

using stands::AisleRow;

const json::Value* find(const json::Value* object, std::string_view name) {
    return object == nullptr ? nullptr : object->find(name);
}
std::string text_of(const json::Value* object, std::string_view name) {
    const auto* value = find(object, name);
    return value != nullptr && value->string() != nullptr ? *value->string() : std::string{};
}

/// "MBBank …4821"; of a vendor who has taken the consent back only the end is told, and of whom none is
/// known, nothing.
std::string account_of(const json::Value& stall) {
    const auto* accounts = stall.find("accounts");
    if (accounts == nullptr || accounts->array() == nullptr || accounts->array()->empty()) return {};
    const auto& first = accounts->array()->front();
    const auto number = text_of(&first, "account_number");
    const auto tail = number.empty() ? text_of(&first, "last_four")
                                     : number.substr(number.size() - std::min<std::size_t>(4, number.size()));
    const auto bank = text_of(&first, "bank");
    return (bank.empty() ? text_of(&first, "bin") : bank) + " …" + tail;
}

AisleRow row_of(const json::Value& stall) {
    AisleRow row{text_of(&stall, "zone"),
                 text_of(&stall, "code"),
                 text_of(stall.find("vendor"), "name"),
                 account_of(stall),
                 {}};
    if (const auto goods = text_of(&stall, "goods"); !goods.empty())
        row.who += (row.who.empty() ? "" : " – ") + goods;
    const auto* printed = stall.find("stand_printed_version");
    if (printed != nullptr && printed->integer() != nullptr)
        row.stand = "bản " + std::to_string(*printed->integer());
    if (text_of(&stall, "stand_due") == "bank_renamed") row.stand = "ngân hàng đổi tên";
    return row;
}

/// As somebody walks: zone by zone, B-2 before B-12. What is closed is left out.
std::vector<AisleRow> all_rows(const Target& target, const std::string& market) {
    std::vector<AisleRow> rows;
    std::string cursor;
    do {
        const auto page = call_json(
            target, "GET",
            "/v1/markets/" + market + "/stalls?limit=200" + (cursor.empty() ? "" : "&cursor=" + cursor));
        const auto* items = page.find("items");
        if (items == nullptr || items->array() == nullptr)
            throw std::runtime_error{"the gateway's answer lacks items"};
        for (const auto& stall : *items->array())
            if (text_of(&stall, "status") != "closed") rows.push_back(row_of(stall));
        cursor = text_of(&page, "next_cursor");
    } while (!cursor.empty());
    std::ranges::stable_sort(rows, [](const AisleRow& a, const AisleRow& b) {
        return a.zone == b.zone ? merchants::natural_less(a.stall, b.stall)
                                : merchants::natural_less(a.zone, b.zone);
    });
    return rows;
}

void write_text(const std::vector<AisleRow>& rows, std::ostream& out) {
    const std::string* zone = nullptr;
    for (const auto& row : rows) {
        if (zone == nullptr || *zone != row.zone)
            out << (zone == nullptr ? "" : "\n") << (row.zone.empty() ? "(chưa ghi khu)" : row.zone) << "\n";
        zone = &row.zone;
        out << "[ ] " << row.stall << "\t" << row.who << "\t"
            << (row.account.empty() ? "chưa có tài khoản" : row.account) << "\t"
            << (row.stand.empty() ? "chưa in" : row.stand) << "\n";
    }
}

std::string today() {
    const auto day =
        std::chrono::year_month_day{business_day(world::SystemClock{}.now(), std::chrono::minutes{0})};
    const auto two = [](unsigned value) { return (value < 10 ? "0" : "") + std::to_string(value); };
    return two(static_cast<unsigned>(day.day())) + "/" + two(static_cast<unsigned>(day.month())) + "/" +
           std::to_string(static_cast<int>(day.year()));
}

}  // namespace

int run_plan(const Arguments& arguments, Surroundings& surroundings) {
    const auto target = target_of(arguments);
    const auto market = arguments.has("--market") ? arguments.required("--market") : only_market(target);
    const auto about = call_json(target, "GET", "/v1/markets/" + market);
    const auto rows = all_rows(target, market);
    const auto file = arguments.value("--output");
    if (!file) {
        write_text(rows, surroundings.out);
        return 0;
    }
    const auto pdf = stands::make_aisle_list(rows, text_of(&about, "name"), today());
    std::ofstream out{*file, std::ios::binary};
    out << pdf;
    out.close();
    if (pdf.empty() || !out) throw std::runtime_error{"-o: cannot write " + *file};
    surroundings.out << rows.size() << " stalls: " << *file << "\n";
    return 0;
}

}  // namespace choqr::gateway
