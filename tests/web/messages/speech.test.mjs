// How a payment is said. The table was written by hand, as Vietnamese is read aloud, not taken from the code.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "../load.mjs";

const speech = await load("messages/speech");

const northern = [
    [0, "không"],
    [1, "một"],
    [4, "bốn"],
    [5, "năm"],
    [10, "mười"],
    [11, "mười một"],
    [14, "mười bốn"],
    [15, "mười lăm"],
    [20, "hai mươi"],
    [21, "hai mươi mốt"],
    [24, "hai mươi tư"],
    [25, "hai mươi lăm"],
    [31, "ba mươi mốt"],
    [44, "bốn mươi tư"],
    [55, "năm mươi lăm"],
    [91, "chín mươi mốt"],
    [99, "chín mươi chín"],
    [100, "một trăm"],
    [101, "một trăm linh một"],
    [104, "một trăm linh bốn"],
    [105, "một trăm linh năm"],
    [110, "một trăm mười"],
    [111, "một trăm mười một"],
    [115, "một trăm mười lăm"],
    [121, "một trăm hai mươi mốt"],
    [200, "hai trăm"],
    [505, "năm trăm linh năm"],
    [555, "năm trăm năm mươi lăm"],
    [999, "chín trăm chín mươi chín"],
    [1_000, "một nghìn"],
    [1_001, "một nghìn không trăm linh một"],
    [1_010, "một nghìn không trăm mười"],
    [1_021, "một nghìn không trăm hai mươi mốt"],
    [1_100, "một nghìn một trăm"],
    [5_500, "năm nghìn năm trăm"],
    [9_034, "chín nghìn không trăm ba mươi tư"],
    [10_000, "mười nghìn"],
    [15_000, "mười lăm nghìn"],
    [21_000, "hai mươi mốt nghìn"],
    [35_000, "ba mươi lăm nghìn"],
    [100_000, "một trăm nghìn"],
    [105_000, "một trăm linh năm nghìn"],
    [150_000, "một trăm năm mươi nghìn"],
    [234_500, "hai trăm ba mươi tư nghìn năm trăm"],
    [900_000, "chín trăm nghìn"],
    [1_000_000, "một triệu"],
    [1_000_005, "một triệu không trăm linh năm"],
    [1_005_000, "một triệu không trăm linh năm nghìn"],
    [1_200_000, "một triệu hai trăm nghìn"],
    [1_050_000, "một triệu không trăm năm mươi nghìn"],
    [2_100_000, "hai triệu một trăm nghìn"],
    [9_034_000, "chín triệu không trăm ba mươi tư nghìn"],
    [15_000_000, "mười lăm triệu"],
    [21_500_000, "hai mươi mốt triệu năm trăm nghìn"],
    [96_450_000, "chín mươi sáu triệu bốn trăm năm mươi nghìn"],
    [499_999_999, "bốn trăm chín mươi chín triệu chín trăm chín mươi chín nghìn chín trăm chín mươi chín"],
    [1_000_000_000, "một tỷ"],
    [1_000_000_001, "một tỷ không trăm linh một"],
    [1_005_000_000, "một tỷ không trăm linh năm triệu"],
    [1_500_000_000, "một tỷ năm trăm triệu"],
    [21_000_000_000, "hai mươi mốt tỷ"],
    [105_000_000_000, "một trăm linh năm tỷ"],
    [999_000_000_000, "chín trăm chín mươi chín tỷ"],
    [1_000_000_000_000, "một nghìn tỷ"],
    [1_005_000_000_000, "một nghìn không trăm linh năm tỷ"],
    [9_999_999_999_999, "chín nghìn chín trăm chín mươi chín tỷ chín trăm chín mươi chín triệu chín trăm chín mươi chín nghìn "
        + "chín trăm chín mươi chín"],
];

test("speech: numbers are read as people read them", () => {
    for (const [value, words] of northern) assert.equal(speech.read_number(value), words, String(value));
});

test("speech: the south says ngàn and lẻ", () => {
    const southern = [
        [105, "một trăm lẻ năm"],
        [1_000, "một ngàn"],
        [15_000, "mười lăm ngàn"],
        [105_000, "một trăm lẻ năm ngàn"],
        [1_005_000, "một triệu không trăm lẻ năm ngàn"],
    ];
    for (const [value, words] of southern) assert.equal(speech.read_number(value, "south"), words, String(value));
});

test("speech: what is no amount is not read", () => {
    for (const value of [-1, 0.5, NaN, Infinity, 10_000_000_000_000]) assert.throws(() => speech.read_number(value), RangeError);
});

/// An independent reader: takes the words back to the number, by what each unit word means.
function number_in(words) {
    const small = { không: 0, một: 1, mốt: 1, hai: 2, ba: 3, bốn: 4, tư: 4, năm: 5, lăm: 5, sáu: 6, bảy: 7, tám: 8, chín: 9 };
    let billions = 0, below = 0, group = 0, last = 0;
    for (const word of words.split(" ")) {
        if (word in small) last = small[word];
        else if (word === "linh") last = 0;
        else if (word === "mười") { group += 10; last = 0; }
        else if (word === "mươi") { group += last * 10; last = 0; }
        else if (word === "trăm") { group += last * 100; last = 0; }
        else if (word === "nghìn") { below += (group + last) * 1e3; group = last = 0; }
        else if (word === "triệu") { below += (group + last) * 1e6; group = last = 0; }
        else if (word === "tỷ") { billions = below + group + last; below = group = last = 0; }
        else assert.fail(`no word of the grammar: ${word}`);
    }
    return billions * 1e9 + below + group + last;
}

test("speech: every amount can be told back from its words", () => {
    let chance = 20_261_122;
    const next = () => chance = (chance * 1_103_515_245 + 12_345) % 2_147_483_648;
    for (let value = 0; value <= 20_000; ++value) assert.equal(number_in(speech.read_number(value)), value);
    for (let round = 0; round < 50_000; ++round) {
        const value = Math.floor(next() / 2_147_483_648 * 10 ** (1 + round % 13));
        assert.equal(number_in(speech.read_number(value)), value);
    }
});

test("speech: a payment is announced with its unit, a tiny one as a warning", () => {
    assert.equal(speech.say_received(150_000), "Đã nhận, một trăm năm mươi nghìn đồng.");
    assert.equal(speech.say_received(1_000), "Đã nhận, một nghìn đồng.");
    assert.equal(speech.say_received(999), "Chú ý! Chỉ chín trăm chín mươi chín đồng. Dưới một nghìn đồng.");
    assert.equal(speech.say_received(200), "Chú ý! Chỉ hai trăm đồng. Dưới một nghìn đồng.");
    assert.equal(speech.say_received(200, "south"), "Chú ý! Chỉ hai trăm đồng. Dưới một ngàn đồng.");
});

test("speech: asked again, the running number comes first", () => {
    assert.equal(speech.say_again(17, speech.say_received(150_000)), "Khoản số mười bảy. Đã nhận, một trăm năm mươi nghìn đồng.");
});

test("speech: stalls are called by letter and number", () => {
    const codes = [["B-12", "B mười hai"], ["A1", "A một"], ["C-05", "C không năm"], ["K2.115", "K hai một trăm mười lăm"], ["D-1204", "D một hai không bốn"]];
    for (const [code, words] of codes) assert.equal(speech.read_stall_code(code), words, code);
    assert.equal(speech.say_ready("B-12"), "Loa quầy B mười hai đã sẵn sàng.");
    assert.equal(speech.say_at_stall("B-12", speech.say_received(35_000)), "Quầy B mười hai. Đã nhận, ba mươi lăm nghìn đồng.");
});

test("speech: what was missed is summed up, and a tiny payment in it still warns", () => {
    assert.equal(speech.say_missed("mất mạng", [200_000, 300_000, 100_000, 100_000, 50_000, 50_000, 100_000]),
                 "Trong lúc mất mạng có bảy khoản, tổng chín trăm nghìn đồng.");
    assert.equal(speech.say_missed("mất mạng", [35_000]), "Trong lúc mất mạng có một khoản, ba mươi lăm nghìn đồng.");
    assert.equal(speech.say_missed("loa tắt", [35_000, 200]),
                 "Trong lúc loa tắt có hai khoản, tổng ba mươi lăm nghìn hai trăm đồng. Chú ý! Chỉ hai trăm đồng. Dưới một nghìn đồng.");
});

test("speech: an answer to a check does not sound like new money", () => {
    assert.equal(speech.say_found("10:42", 150_000), "Có, lúc mười giờ bốn mươi hai, một trăm năm mươi nghìn đồng.");
    assert.equal(speech.say_found("06:05", 1_000), "Có, lúc sáu giờ năm, một nghìn đồng.");
    assert.equal(speech.say_told("09:58", 356_000), "Đã báo lúc chín giờ năm mươi tám, ba trăm năm mươi sáu nghìn đồng.");
    assert.equal(speech.say_found("14:00", 35_000), "Có, lúc mười bốn giờ, ba mươi lăm nghìn đồng.");
});

test("speech: the day is told as count and sum", () => {
    assert.equal(speech.say_today(42, 2_100_000), "Hôm nay bốn mươi hai khoản, tổng hai triệu một trăm nghìn đồng.");
    assert.equal(speech.say_today(0, 0), "Hôm nay chưa có khoản nào.");
});

test("a trial is said as a trial, whatever the amount", () => {
    assert.equal(speech.say_trial(1_000), "Đã nhận thử, một nghìn đồng.");
    assert.equal(speech.say_trial(35_000, "south"), "Đã nhận thử, ba mươi lăm ngàn đồng.");
    assert.equal(speech.say_trial(200), "Đã nhận thử, hai trăm đồng.");
});
