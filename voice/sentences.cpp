#include "voice/sentences.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "voice/numbers.hpp"

namespace choqr::voice {
namespace {

Vnd limit_of(const Received& payment) { return std::max(payment.lowest, small_amount_limit); }

/// ", thiếu ba mươi nghìn đồng", or nothing.
std::string difference_of(const Received& payment, Region region) {
    if (!payment.owed || *payment.owed == payment.amount) return {};
    const auto by = payment.amount.dong() - payment.owed->dong();
    return (by < 0 ? ", thiếu " : ", thừa ") + read_dong(Vnd::of(by < 0 ? -by : by), region);
}

std::string read_time(TimeOfDay at, Region region) {
    const auto minutes = at.minute == 0 ? std::string{} : " " + read_number(at.minute, region);
    return read_number(at.hour, region) + " giờ" + minutes;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool parts_codes(char c) { return std::string_view{" \t\n\r\f\v.-_/"}.find(c) != std::string_view::npos; }

/// One letter of a code, or as many digits as stand together.
std::string read_digits(std::string_view digits, Region region) {
    const bool one_by_one = digits.size() > 3 || digits.starts_with('0');
    if (!one_by_one) return read_number(std::stoi(std::string{digits}), region);
    std::string words;
    for (const char c : digits) words += (words.empty() ? "" : " ") + read_number(c - '0', region);
    return words;
}

/// The next part of a code, taken off its front: digits, or what stands between digits and separators.
std::string_view take_part(std::string_view& code) {
    const bool digits = is_digit(code.front());
    const auto end = std::ranges::find_if(
        code, [digits](char c) { return digits ? !is_digit(c) : is_digit(c) || parts_codes(c); });
    const auto part = code.substr(0, static_cast<std::size_t>(end - code.begin()));
    code.remove_prefix(part.size());
    return part;
}

}  // namespace

bool is_small(const Received& payment) { return payment.amount < limit_of(payment); }

std::string say_received(const Received& payment, Region region) {
    const auto said = read_dong(payment.amount, region) + difference_of(payment, region) + ".";
    if (!is_small(payment)) return "Đã nhận, " + said;
    return "Chú ý! Chỉ " + said + " Dưới " + read_dong(limit_of(payment), region) + ".";
}

std::string say_trial(const Received& payment, Region region) {
    return "Đã nhận thử, " + read_dong(payment.amount, region) + difference_of(payment, region) + ".";
}

std::string say_again(std::int64_t running_number, std::string_view sentence, Region region) {
    return "Khoản số " + read_number(running_number, region) + ". " + std::string{sentence};
}

std::string read_stall_code(std::string_view code, Region region) {
    std::string words;
    while (!code.empty()) {
        if (parts_codes(code.front())) {
            code.remove_prefix(1);
            continue;
        }
        const auto part = take_part(code);
        words += words.empty() ? "" : " ";
        words += is_digit(part.front()) ? read_digits(part, region) : std::string{part};
    }
    return words;
}

std::string say_at_stall(std::string_view code, std::string_view sentence, Region region) {
    return "Quầy " + read_stall_code(code, region) + ". " + std::string{sentence};
}

std::string say_ready(std::string_view code, Region region) {
    return "Loa quầy " + read_stall_code(code, region) + " đã sẵn sàng.";
}

std::string say_missed(Silence why, std::span<const Received> payments, Region region) {
    CHOQR_ASSERT(!payments.empty(), "what was missed is at least one payment");
    VndSum sum;
    std::string warnings;
    for (const auto& payment : payments) {
        sum += payment.amount;
        if (is_small(payment)) warnings += " " + say_received(payment, region);
    }
    return std::string{"Trong lúc "} + (why == Silence::muted ? "loa tắt" : "mất mạng") + " có " +
           read_number(static_cast<std::int64_t>(payments.size()), region) + " khoản, " +
           (payments.size() > 1 ? "tổng " : "") + read_dong(sum, region) + "." + warnings;
}

std::string say_today(std::int64_t count, VndSum sum, Region region) {
    if (count == 0) return "Hôm nay chưa có khoản nào.";
    return "Hôm nay " + read_number(count, region) + " khoản, tổng " + read_dong(sum, region) + ".";
}

std::string say_found(TimeOfDay at, Vnd amount, Region region) {
    return "Có, lúc " + read_time(at, region) + ", " + read_dong(amount, region) + ".";
}

std::string say_told(TimeOfDay at, Vnd amount, Region region) {
    return "Đã báo lúc " + read_time(at, region) + ", " + read_dong(amount, region) + ".";
}

std::string say_unclear() { return "Chưa rõ số tiền."; }

std::string say_absent() { return "Chưa có khoản này."; }

std::string say_unclaimed(Vnd amount, Region region) {
    return "Có một khoản " + read_dong(amount, region) + ", chưa rõ quầy.";
}

std::string say_balance(Vnd asked, VndSum received, Region region) {
    const auto missing = asked.dong() - received.dong();
    if (missing == 0) return "Đủ tiền.";
    return (missing > 0 ? "Thiếu " : "Thừa ") + read_number(std::abs(missing), region) + " đồng.";
}

std::string say_shift(TimeOfDay since, std::int64_t count, VndSum sum, Region region) {
    return "Từ " + read_time(since, region) + ", " + read_number(count, region) + " khoản" +
           (count == 0 ? std::string{} : ", tổng " + read_dong(sum, region)) + ".";
}

std::string say_right_code() { return "Đúng mã của quầy."; }

std::string say_strange_code() { return "Mã lạ! Gỡ xuống, gọi ban quản lý."; }

}  // namespace choqr::voice
