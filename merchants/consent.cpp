#include "merchants/consent.hpp"

namespace choqr::merchants {
namespace {

// Spoken in some twenty seconds. Words that change are a new row below, never another text in this one.
constexpr ConsentText texts[] = {
    {1, "6b692de8a2b0992e9bae2d4d57b3eb45a7fb1b0d69acbfb41c0e70099171a0fc",
     "Ban quản lý chỉ xem tổng của cả chợ, không xem tiền của từng quầy. "
     "Tên, số điện thoại, tài khoản chỉ để in bảng QR và báo tiền về. "
     "Cô chú rút lại hoặc xin xóa lúc nào cũng được.",
     "The board sees only the sums of the whole market, never one stall's money. "
     "Name, telephone number and account serve to print the QR stand and to tell you of money. "
     "You may take this back, or ask to be erased, at any time."},
};

}  // namespace

std::span<const ConsentText> consent_texts() { return texts; }

const ConsentText& consent_text() { return std::end(texts)[-1]; }

}  // namespace choqr::merchants
