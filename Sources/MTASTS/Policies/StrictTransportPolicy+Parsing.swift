public import MXResolver

extension StrictTransportPolicy {
    /// The longest policy that is read, in octets: 64 KiB, as the RFC suggests (RFC 8461, section 3.3).
    public static let maximumTextLength = 65_536

    /// Reads the text of a policy (RFC 8461, section 3.2).
    ///
    /// The grammar of the RFC is followed: names and values of fields are compared with their letters as they are,
    /// lines end with CRLF or LF (erratum 6253), blanks may stand behind a colon and at the end of a line only. Fields
    /// with other names are passed over if they have the form of a field. Of fields that stand more than once the first
    /// one counts, but for `mx`.
    ///
    /// Two things are settled here that the RFC leaves open. A `max_age` over `maximumAgeLimit` is taken as that: the
    /// grammar allows ten digits, and refusing the policy would leave the domain without any protection (erratum 7282
    /// asks the question). Lines of blanks only, which the grammar does not have, are passed over: nothing else could
    /// be read from them, and files often end with one.
    ///
    /// - Parameter octets: all of the text.
    /// - Throws: `PolicyTextError` with what is wrong and the line.
    public init(parsing octets: [UInt8]) throws(PolicyTextError) {
        try self.init(parsing: octets, maximumLength: Self.maximumTextLength)
    }

    /// Reads a text of another greatest length.
    package init(parsing octets: [UInt8], maximumLength: Int) throws(PolicyTextError) {
        guard octets.count <= maximumLength else { throw PolicyTextError(.tooLong(limit: maximumLength)) }
        var reader = PolicyReader()
        var number = 0
        for line in octets.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            let isLast = line.endIndex == octets.endIndex
            let content = !isLast && line.last == UInt8(ascii: "\r") ? line.dropLast() : line
            do throws(PolicyReader.Mistake) {
                try reader.read(content)
            } catch {
                throw PolicyTextError(error.problem, inLine: number)
            }
        }
        self = try reader.policy()
    }

    /// The text of the policy, as it may be published: one field in a line, each ended by CRLF.
    ///
    /// What is written for a policy that was read is read as the same policy; with thousands of patterns it may be
    /// longer than ``maximumTextLength``. A policy made by hand without patterns can be read again only in the mode
    /// `none`.
    public func serialized() -> [UInt8] {
        var text = "version: STSv1\r\nmode: \(mode.rawValue)\r\n"
        for host in hosts { text += "mx: \(host)\r\n" }
        text += "max_age: \(maximumAge)\r\n"
        return Array(text.utf8)
    }
}
