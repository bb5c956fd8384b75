// Payloads, symbols, pictures and stands per second. The yardstick of a symbol is libqrencode's own, with the
// same text and modes: what a picture costs beyond it is ours.
#include <benchmark/benchmark.h>
#include <qrencode.h>
#ifdef CHOQR_WITH_ZINT
#include <zint.h>
#endif

#include <string>
#include <vector>

#include "qr/payload.hpp"
#include "qr/png.hpp"
#include "qr/svg.hpp"
#include "qr/symbol.hpp"
#include "stands/stands.hpp"

namespace {

using namespace choqr;
using qr::Field;

// A: static, 91 characters, upper case. B: with name, city and category, 127. As in the public comparisons of
// generators.
qr::PaymentCode code_a(int number) { return {*Bin::parse("970436"), std::to_string(1'017'595'600 + number)}; }
qr::PaymentCode code_b(int number) {
    auto code = code_a(number);
    code[Field::merchant_name] = "NGUYEN THI LAN";
    code[Field::merchant_city] = "VUNG TAU";
    code[Field::merchant_category_code] = "5411";
    return code;
}
qr::PaymentCode dynamic_code(int number) {
    auto code = code_a(number);
    code.point_of_initiation = qr::PointOfInitiation::dynamic_code;
    code.amount = Vnd::of(35'000 + number);
    code[Field::purpose] = "CHRH7K4X9";
    return code;
}

std::vector<std::string> payloads(qr::PaymentCode (*make)(int)) {
    std::vector<std::string> texts;
    for (int i = 0; i < 64; ++i) texts.push_back(qr::encode(make(i)).value());
    return texts;
}

// Sketch: some 120 bytes in a dozen small copies, one allocation and a checksum of 16 steps of eight bytes:
// 0.3 to 0.6 µs.
void payload_encode(benchmark::State& state) {
    auto code = dynamic_code(1);
    std::int64_t amount = 0;
    for (auto _ : state) {
        code.amount = Vnd::of(1 + ++amount % 1'000'000);
        benchmark::DoNotOptimize(qr::encode(code));
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(payload_encode);

// Sketch: the checksum again, four passes over templates, two dozen strings that fit their objects: 0.5 to 1
// µs.
void payload_decode_strict(benchmark::State& state) {
    const auto texts = payloads(dynamic_code);
    std::size_t next = 0;
    for (auto _ : state) benchmark::DoNotOptimize(qr::decode(texts[++next % texts.size()]));
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(payload_decode_strict);

using MakeCode = qr::PaymentCode (*)(int);

void baseline_libqrencode_symbol(benchmark::State& state, MakeCode make) {
    const auto texts = payloads(make);
    std::size_t next = 0;
    for (auto _ : state) {
        auto* const code =
            QRcode_encodeString(texts[++next % texts.size()].c_str(), 0, QR_ECLEVEL_M, QR_MODE_8, 1);
        benchmark::DoNotOptimize(code->data);
        QRcode_free(code);
    }
    state.SetItemsProcessed(state.iterations());
}

void symbol_and_svg(benchmark::State& state, MakeCode make) {
    const auto texts = payloads(make);
    std::size_t next = 0;
    for (auto _ : state)
        benchmark::DoNotOptimize(qr::to_svg(*qr::Symbol::make(texts[++next % texts.size()])));
    state.SetItemsProcessed(state.iterations());
}

// Sketch: the rows of one module are written once and referred to; a tenth of the symbol's time.
void symbol_and_png(benchmark::State& state, MakeCode make) {
    const auto texts = payloads(make);
    std::size_t next = 0;
    for (auto _ : state)
        benchmark::DoNotOptimize(qr::to_png(*qr::Symbol::make(texts[++next % texts.size()])));
    state.SetItemsProcessed(state.iterations());
}

BENCHMARK_CAPTURE(baseline_libqrencode_symbol, A, code_a);
BENCHMARK_CAPTURE(symbol_and_svg, A, code_a);
BENCHMARK_CAPTURE(symbol_and_png, A, code_a);
BENCHMARK_CAPTURE(baseline_libqrencode_symbol, B, code_b);
BENCHMARK_CAPTURE(symbol_and_svg, B, code_b);
BENCHMARK_CAPTURE(symbol_and_png, B, code_b);

#ifdef CHOQR_WITH_ZINT
void peer_zint_symbol(benchmark::State& state, MakeCode make) {
    const auto texts = payloads(make);
    std::size_t next = 0;
    for (auto _ : state) {
        auto* const symbol = ZBarcode_Create();
        symbol->symbology = BARCODE_QRCODE;
        symbol->option_1 = 2;  // Level M.
        const auto& text = texts[++next % texts.size()];
        benchmark::DoNotOptimize(ZBarcode_Encode(symbol, reinterpret_cast<const unsigned char*>(text.data()),
                                                 static_cast<int>(text.size())));
        ZBarcode_Delete(symbol);
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK_CAPTURE(peer_zint_symbol, A, code_a);
BENCHMARK_CAPTURE(peer_zint_symbol, B, code_b);
#endif

std::vector<stands::Stand> market(int count) {
    std::vector<stands::Stand> list;
    for (int i = 0; i < count; ++i) {
        stands::Stand stand;
        stand.market = "Chợ Vũng Tàu";
        stand.stall_code = "B-" + std::to_string(i);
        stand.vendor = "Cô Lan";
        stand.goods = "rau củ quả";
        stand.account_name = "NGUYEN THI LAN";
        stand.bank = "MBBank – Ngân hàng Quân đội";
        stand.last_four = std::to_string(1'000 + i % 9'000);
        stand.human_code = "H7K4X";
        stand.printed = "11/2026";
        stand.payload = qr::encode(code_a(i)).value();
        list.push_back(std::move(stand));
    }
    return list;
}

// A thousand stands as one document. Sketch: ten texts a face at some 50 µs each in Pango, and the symbol: 1
// to 2 ms.
void stands_pdf(benchmark::State& state, stands::Layout layout) {
    const auto list = market(1'000);
    stands::Options options;
    options.layout = layout;
    std::size_t bytes = 0;
    for (auto _ : state) bytes = stands::make_pdf(list, options).bytes.size();
    state.SetItemsProcessed(state.iterations() * 1'000);
    state.counters["bytes_per_stand"] = static_cast<double>(bytes) / 1'000;
}
BENCHMARK_CAPTURE(stands_pdf, a6, stands::Layout::a6)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(stands_pdf, sheet8, stands::Layout::sheet8)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(stands_pdf, sheet24, stands::Layout::sheet24)->Unit(benchmark::kMillisecond);

}  // namespace
