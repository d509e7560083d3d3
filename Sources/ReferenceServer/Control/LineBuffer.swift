/// Cuts octets that come in pieces into lines; each octet is looked at once.
struct LineBuffer {
    private static let lineFeed = UInt8(ascii: "\n")

    private var octets: [UInt8] = []
    /// Where the next line begins.
    private var start = 0
    /// Up to where no line feed is.
    private var searched = 0

    /// Takes the next piece.
    ///
    /// - Parameter piece: octets, cut anywhere.
    mutating func append(_ piece: some Collection<UInt8>) {
        octets.removeFirst(start)
        searched -= start
        start = 0
        octets += piece
    }

    /// The next line that is whole, without its line feed; nil until there is one.
    mutating func next() -> ArraySlice<UInt8>? {
        guard let end = octets[searched...].firstIndex(of: Self.lineFeed) else {
            searched = octets.count
            return nil
        }
        defer { (start, searched) = (end + 1, end + 1) }
        return octets[start..<end]
    }
}
