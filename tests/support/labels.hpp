#pragma once

#include <string_view>

namespace choqr::testing {

/// Names, zones and goods as people of Vietnam's markets write them; each is a label as it stands.
inline constexpr std::string_view people_s_labels[] = {
    // Vietnamese, with every vowel and tone.
    "Nguyễn Thị Hường", "Đặng Văn Lâm", "Trần Quốc Tuấn", "Phạm Nhật Vượng", "Lê Thị Mỹ Lệ", "Bùi Thị Xuân", "Võ Thị Sáu", "Đỗ Đức Đô",
    "Hoàng Thùy Linh", "Ngô Thị Ỷ Lan", "Tạ Bích Loan", "Quách Thị Ẩn", "Vũ Ngọc Ỵ", "Lý Thường Kiệt", "Mỵ Châu", "Dương Thị Ứ",
    "Tôn Nữ Thị Ẵm", "Cô Lan – rau củ", "Chợ Hùng Sơn", "Chợ Bến Thành (cửa Nam)", "Hóa đơn 12/2026", "20% giảm giá", "45.000 ₫/kg", "m²",
    "Quán \"Cô Ba\"", "Quán ‘Ngon’ & Sạch", "“Bánh mì” 5.000đ", "Hàng mới… còn tươi", "№ 5", "25 °C", "1½ kg", "Bán sỉ → lẻ", "C&A", "A+B",
    "cá_khô", "x=1", "#12", "100%", "a*b", "[A]", "{B}", "a|b", "~5", "`x`", "^", "\\", "a@b.vn", "Sạp số 3; lô 2", "Cà phê: đen, sữa!",
    // Languages of Vietnam in Latin letters.
    "H'Hen Niê", "H’Mông", "Y Ƀih Alêô", "Ƀuôn Ma Thuột", "Kpă Klơng", "Ksor Krơ̆n", "Rơ Châm H'Ƀéo", "Y Nuê Buôn Krông", "Hơ Čang", "Đinh Núp",
    "Siu Ƀlĕ", "Bŏng Rĕ", "Ñan", "Ka Sô Liễng", "Tây Nguyên ŭ ĭ",
    // Other Latin.
    "Café Müller", "Señor Núñez", "Łódź", "Smørrebrød", "Straße", "Cœur", "Ægir", "Jiří", "Şahin", "Çelik", "Ångström", "Žižek", "Ōsaka",
    // Khmer, Thai, Lao, Cham, Tai Viet.
    "ស្រីមុំ", "សុខ សុភា", "ផ្សារព្រៃវែង", "ក្រុមហ៊ុន", "ម៉ាំ", "ស្ត្រី", "ភ្នំពេញ ១២៣", "ខ្ញុំ", "គ្រឿងទេស", "สมชาย ใจดี", "น้ำปลา", "กี่บาท",
    "ส้มตำ", "ปฏิสนธิ์", "๑๒๓", "ນ້ຳປາ", "ຕະຫຼາດ", "ເຂົ້າໜຽວ", "ꨌꩌ", "ꨆꨴꨯꨱꩀ", "ꨨꨣꨪꩀ", "ꪼꪕ", "ꪎꪳ ꪠꪱ",
    // Chinese, Japanese, Korean.
    "市場", "陳文勇", "阮氏蘭", "卡拉OK", "T恤", "寿司さくら", "カラオケ", "コーヒー", "한국 마트", "𠀀", "金紙・香",
    // Two scripts, in words of their own.
    "Cô Srey ស្រី", "Quán Thái อาหารไทย", "Chợ Lớn 堤岸", "Bánh mì 越南 123",
    // Pictographs.
    "Rau 🥬", "☎ 0901", "★ Ngon", "✓ sạch", "🍜🍚", "👩 Lan",
};

}  // namespace choqr::testing
