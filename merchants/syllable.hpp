#pragma once

#include <string_view>

namespace choqr::merchants {

/// Whether a word of any case is spelled as a syllable of Vietnamese can be: onset, rime and tone, as
/// "Nguyễn", "quầy", "NGHIÊNG"; not "cÃ¡", "Nguyeãn", "kà", "cạch" without its mark. For telling the encoding
/// of a text, not for judging names: foreign words and the highlands' names are none.
bool is_vietnamese_syllable(std::string_view word);

}  // namespace choqr::merchants
