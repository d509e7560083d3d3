/// A page of what came of TLS on a day, as it goes through the control socket.
struct TLSReportRequest: Codable, Hashable, Sendable {
    /// The day in UTC, as `2026-11-27`.
    var day: String
    /// The domain that the page follows; nil for the first page.
    var after: String?
    /// The most domains of the page.
    var limit: Int
}
