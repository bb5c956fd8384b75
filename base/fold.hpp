#pragma once

#include <string>
#include <string_view>

namespace choqr {

/// Vietnamese (and other accented Latin) text with its marks removed: "Thanh toán hóa đơn" gives "Thanh toan
/// hoa don". Composed and decomposed letters fold alike; đ, Đ and the look-alike Ð (U+00D0) become d and D; a
/// no-break space becomes a space. What has no ASCII letter behind it (emoji, Hangul, bytes that are not
/// UTF-8) stays as it is: the caller decides whether to refuse or to drop it. Case is kept.
std::string fold_to_ascii(std::string_view text);

/// Names of places as they are compared: "Khánh Hoà" (the mark where older spelling has it, composed or not)
/// and "KHÁNH HÒA" are one, "Khánh Hoa" is another. Letters small, the marks of each word sorted and behind
/// it, one space between words. Not for showing. Invalid UTF-8 is left as it is.
std::string folded_name(std::string_view text);

/// No byte above 0x7F.
bool is_ascii(std::string_view text);

}  // namespace choqr
