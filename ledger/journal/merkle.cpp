#include "journal/merkle.hpp"

#include <bit>

#include "base/assert.hpp"
#include "base/prefixed_sha256.hpp"

namespace choqr::journal {

namespace {

constexpr std::uint8_t leaf_prefix = 0;
constexpr std::uint8_t node_prefix = 1;
static_assert(sizeof(Hash) == Hash::size, "neighbouring hashes are read as one text");

/// The largest power of two below `n`, n >= 2.
std::uint64_t split_of(std::uint64_t n) { return std::bit_floor(n - 1); }

struct Range {
    std::uint64_t begin;
    std::uint64_t end;
    std::uint64_t size() const { return end - begin; }
};

/// MTH(D[begin:end]) of RFC 6962. `begin` is a multiple of the power of two at or above the range's size, as
/// it always is in the recursions below.
Result<Hash> range_hash(Range range, const NodeReader& nodes) {
    if (range.size() == 0) return empty_root();
    if (std::has_single_bit(range.size())) {
        const auto height = static_cast<unsigned>(std::countr_zero(range.size()));
        return nodes(height, range.begin >> height);
    }
    const auto middle = range.begin + split_of(range.size());
    const auto left = range_hash({range.begin, middle}, nodes);
    if (!left) return left;
    const auto right = range_hash({middle, range.end}, nodes);
    if (!right) return right;
    return node_hash(*left, *right);
}

Result<void> collect(Range range, const NodeReader& nodes, std::vector<Hash>& proof) {
    const auto hash = range_hash(range, nodes);
    if (!hash) return hash.error();
    proof.push_back(*hash);
    return {};
}

Result<void> inclusion_path(std::uint64_t index, Range range, const NodeReader& nodes,
                            std::vector<Hash>& proof) {
    if (range.size() == 1) return {};
    const auto middle = range.begin + split_of(range.size());
    const bool on_the_left = index < middle;
    const Range inside = on_the_left ? Range{range.begin, middle} : Range{middle, range.end};
    const Range sibling = on_the_left ? Range{middle, range.end} : Range{range.begin, middle};
    if (const auto below = inclusion_path(index, inside, nodes, proof); !below) return below;
    return collect(sibling, nodes, proof);
}

/// SUBPROOF of RFC 6962: `whole` says that the verifier knows the hash of D[range.begin:first] already.
Result<void> subproof(std::uint64_t first, Range range, bool whole, const NodeReader& nodes,
                      std::vector<Hash>& proof) {
    if (first == range.end) return whole ? Result<void>{} : collect(range, nodes, proof);
    const auto middle = range.begin + split_of(range.size());
    const bool on_the_left = first <= middle;
    const Range inside = on_the_left ? Range{range.begin, middle} : Range{middle, range.end};
    const Range sibling = on_the_left ? Range{middle, range.end} : Range{range.begin, middle};
    if (const auto below = subproof(first, inside, whole && on_the_left, nodes, proof); !below) return below;
    return collect(sibling, nodes, proof);
}

/// The two counters that walk up from a leaf (fn) and from the last leaf (sn) in RFC 9162's verifications.
struct Walk {
    std::uint64_t node;
    std::uint64_t last;

    bool sibling_is_left() const { return (node & 1) == 1 || node == last; }
    void up() {
        node >>= 1;
        last >>= 1;
    }
    void skip_lonely_levels() {
        while ((node & 1) == 0 && node != 0) up();
    }
};

}  // namespace

Hash empty_root() { return sha256({}); }

Hash leaf_hash(std::string_view entry) { return prefixed_sha256(leaf_prefix, entry); }

Hash node_hash(const Hash& left, const Hash& right) {
    const std::array<Hash, 2> pair{left, right};
    return prefixed_sha256(node_prefix, {pair[0].bytes().data(), 2 * Hash::size});
}

std::vector<Hash> leaf_hashes(std::span<const std::string_view> entries) {
    std::vector<Hash> hashes(entries.size());
    prefixed_sha256(leaf_prefix, entries, hashes);
    return hashes;
}

std::vector<Hash> parent_hashes(std::span<const Hash> row) {
    std::vector<std::string_view> pairs(row.size() / 2);
    for (std::size_t i = 0; i < pairs.size(); ++i) pairs[i] = {row[2 * i].bytes().data(), 2 * Hash::size};
    std::vector<Hash> hashes(pairs.size());
    prefixed_sha256(node_prefix, pairs, hashes);
    return hashes;
}

std::optional<TreeEdge> TreeEdge::from_hashes(std::uint64_t size, std::vector<Hash> hashes) {
    if (static_cast<std::size_t>(std::popcount(size)) != hashes.size()) return std::nullopt;
    TreeEdge edge;
    edge.size_ = size;
    edge.hashes_ = std::move(hashes);
    return edge;
}

void TreeEdge::push(const Hash& leaf) {
    Hash node = leaf;
    for (auto bits = size_; bits & 1; bits >>= 1) {
        node = node_hash(hashes_.back(), node);
        hashes_.pop_back();
    }
    hashes_.push_back(node);
    ++size_;
}

void TreeEdge::push_all(std::vector<Hash> row,
                        const std::function<void(unsigned, std::span<const Hash>)>& complete) {
    const auto size = size_ + row.size();
    std::vector<Hash> left_over;  // Smallest subtree first.
    for (unsigned height = 0; !row.empty(); ++height) {
        complete(height, row);
        if (size_ >> height & 1) {
            row.insert(row.begin(), hashes_.back());
            hashes_.pop_back();
        }
        if (row.size() % 2 == 1) {
            left_over.push_back(row.back());
            row.pop_back();
        }
        row = parent_hashes(row);
    }
    hashes_.insert(hashes_.end(), left_over.rbegin(), left_over.rend());
    size_ = size;
}

Hash TreeEdge::root() const {
    if (hashes_.empty()) return empty_root();
    auto root = hashes_.back();
    for (auto left = hashes_.rbegin() + 1; left != hashes_.rend(); ++left) root = node_hash(*left, root);
    return root;
}

Result<Hash> tree_root(std::uint64_t size, const NodeReader& nodes) { return range_hash({0, size}, nodes); }

Result<std::vector<Hash>> inclusion_proof(std::uint64_t index, std::uint64_t size, const NodeReader& nodes) {
    CHOQR_ASSERT(index < size, "a proof is asked for a leaf inside the tree");
    std::vector<Hash> proof;
    if (const auto path = inclusion_path(index, {0, size}, nodes, proof); !path) return path.error();
    return proof;
}

Result<std::vector<Hash>> consistency_proof(std::uint64_t first, std::uint64_t second,
                                            const NodeReader& nodes) {
    CHOQR_ASSERT(first <= second, "a consistency proof goes from the smaller tree to the larger");
    std::vector<Hash> proof;
    if (first == 0) return proof;
    if (const auto path = subproof(first, {0, second}, true, nodes, proof); !path) return path.error();
    return proof;
}

bool verify_inclusion(const Inclusion& claim, std::span<const Hash> proof) {
    if (claim.index >= claim.size) return false;
    Walk walk{claim.index, claim.size - 1};
    Hash hash = claim.leaf;
    for (const auto& sibling : proof) {
        if (walk.last == 0) return false;
        if (walk.sibling_is_left()) {
            hash = node_hash(sibling, hash);
            walk.skip_lonely_levels();
        } else {
            hash = node_hash(hash, sibling);
        }
        walk.up();
    }
    return walk.last == 0 && hash == claim.root;
}

bool verify_consistency(const Consistency& claim, std::span<const Hash> proof) {
    if (claim.first < 1 || claim.first > claim.second) return false;
    if (claim.first == claim.second) return proof.empty() && claim.first_root == claim.second_root;
    if (proof.empty()) return false;

    Walk walk{claim.first - 1, claim.second - 1};
    while (walk.node & 1) walk.up();
    // A first tree of a power of two is itself a node of the second, so the proof leaves it out.
    const bool starts_with_first = std::has_single_bit(claim.first);
    Hash first = starts_with_first ? claim.first_root : proof.front();
    Hash second = first;
    for (const auto& sibling : proof.subspan(starts_with_first ? 0 : 1)) {
        if (walk.last == 0) return false;
        if (walk.sibling_is_left()) {
            first = node_hash(sibling, first);
            second = node_hash(sibling, second);
            walk.skip_lonely_levels();
        } else {
            second = node_hash(second, sibling);
        }
        walk.up();
    }
    return walk.last == 0 && first == claim.first_root && second == claim.second_root;
}

}  // namespace choqr::journal
