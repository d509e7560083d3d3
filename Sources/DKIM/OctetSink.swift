/// Takes octets in pieces: what a canonical form is written to.
public protocol OctetSink {
    /// Takes the next octets.
    ///
    /// - Parameter octets: at least one octet, which lives no longer than the call.
    mutating func append(_ octets: Span<UInt8>)
}
