/// How much of a header or body may change on the way without breaking its signature (RFC 6376, section 3.4).
///
/// Complete, as the RFC has two.
public enum Canonicalization: String, Hashable, Sendable {
    /// Almost nothing: empty lines at the end of the body only.
    case simple
    /// Blanks: runs of them, those at the ends of lines, and the folding of the header.
    case relaxed
}
