#!/usr/bin/env python3
"""Writes stalls.csv: the 506 stalls of the demo market, 200 of them with a vendor and an account. Repeatable.

Every person is invented. Account numbers begin with 0000, which no bank gives out, behind the banks' real BINs.
"""
import csv
import pathlib
import random

STALLS, REGISTERED, FAMILIES_WITH_TWO_STALLS = 506, 200, 9
ZONES = [  # Letter, zone, stalls, goods
    ("A", "Hải sản tươi sống", 92, ["cá biển", "tôm cua", "mực và bạch tuộc", "ốc sò", "cá đồng"]),
    ("B", "Hải sản khô", 58, ["khô mực", "khô cá", "tôm khô", "nước mắm", "mắm ruốc"]),
    ("C", "Rau củ quả", 84, ["rau xanh", "củ quả", "trái cây", "nấm và đậu hũ", "gia vị tươi"]),
    ("D", "Thịt gia súc, gia cầm", 56, ["thịt heo", "thịt bò", "thịt gà vịt", "giò chả"]),
    ("E", "Ăn uống", 62, ["bánh khọt", "bún riêu", "cà phê", "chè", "cơm phần", "bánh mì", "sinh tố"]),
    ("G", "Bách hóa", 74, ["gia vị khô", "gạo và đậu", "đồ gia dụng", "sành sứ", "đồ nhựa", "hoa tươi"]),
    ("H", "Vải sợi, quần áo, giày dép", 80, ["quần áo", "vải", "giày dép", "mũ nón", "đồ trẻ em", "túi xách"])]
BANKS = [("970436", 13), ("970405", 24), ("970422", 11), ("970418", 10), ("970415", 10), ("970403", 9), ("970416", 8), ("970407", 8),
         ("970432", 5), ("970423", 4), ("970448", 3), ("970437", 3), ("970443", 3)]
FAMILY = ["Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý"]
MIDDLE_WOMEN = ["Thị", "Thị Kim", "Thị Ngọc", "Thị Thu", "Thị Hồng", "Ngọc", "Thị Mỹ", "Thanh", "Thị Bích"]
GIVEN_WOMEN = ["Lan", "Hoa", "Hạnh", "Nga", "Phượng", "Tuyết", "Loan", "Thủy", "Liên", "Yến", "Cúc", "Dung", "Hiền", "Oanh", "Xuân", "Đào"]
MIDDLE_MEN = ["Văn", "Hữu", "Minh", "Quốc", "Đức", "Thanh"]
GIVEN_MEN = ["Hùng", "Dũng", "Sơn", "Tâm", "Phúc", "Long", "Bình", "Thành", "Đạt", "Lộc"]
FOLD = str.maketrans("àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ",
                     "aaaaaaaaaaaaaaaaaeeeeeeeeeeeiiiiiooooooooooooooooouuuuuuuuuuuyyyyyd")


def person(rng):
    if rng.random() < 0.78:
        return f"{rng.choice(FAMILY)} {rng.choice(MIDDLE_WOMEN)} {rng.choice(GIVEN_WOMEN)}"
    return f"{rng.choice(FAMILY)} {rng.choice(MIDDLE_MEN)} {rng.choice(GIVEN_MEN)}"


def vendor(rng, number):
    name = person(rng)
    kind = "hộ kinh doanh" if rng.random() < 0.8 else "cá nhân"
    bank = rng.choices([b for b, _ in BANKS], [w for _, w in BANKS])[0]
    account = f"0000{number:04d}{rng.randrange(10 ** rng.choice([2, 4, 5])):02d}"
    return [name, f"09000{number:05d}", kind, bank, account, name.lower().translate(FOLD).upper()]


def main():
    rng = random.Random(20220531)
    rows = [[f"{letter}-{number:02d}", zone, rng.choice(goods)] for letter, zone, count, goods in ZONES for number in range(1, count + 1)]
    assert len(rows) == STALLS
    people = [vendor(rng, n) for n in range(1, REGISTERED - FAMILIES_WITH_TWO_STALLS + 1)]
    people += people[:FAMILIES_WITH_TWO_STALLS]
    registered = dict(zip(sorted(rng.sample(range(STALLS), REGISTERED)), rng.sample(people, REGISTERED)))
    header = ["mã quầy", "khu", "ngành hàng", "tên", "điện thoại", "loại", "ngân hàng", "số tài khoản", "tên tài khoản"]
    with open(pathlib.Path(__file__).with_name("stalls.csv"), "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(row + registered.get(at, [""] * 6) for at, row in enumerate(rows))


if __name__ == "__main__":
    main()
