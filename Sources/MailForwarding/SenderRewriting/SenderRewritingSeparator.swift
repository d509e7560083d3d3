/// What stands behind the tag of a rewritten address, `SRS0` or `SRS1`.
///
/// Complete: the scheme has these three. The signs between the other fields are always `=`.
public enum SenderRewritingSeparator: String, Hashable, Sendable, CaseIterable {
    /// `=`, as most hosts have it.
    case equalsSign = "="
    /// `+`, with which hosts that know subaddresses (RFC 5233) take `SRS0` and `SRS1` for users.
    case plusSign = "+"
    /// `-`, which some hosts have instead of the plus sign.
    case hyphen = "-"

    /// The separator that an octet is, or nil.
    init?(_ octet: UInt8) {
        switch octet {
        case UInt8(ascii: "="): self = .equalsSign
        case UInt8(ascii: "+"): self = .plusSign
        case UInt8(ascii: "-"): self = .hyphen
        default: return nil
        }
    }
}
