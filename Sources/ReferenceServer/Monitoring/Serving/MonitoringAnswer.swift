/// What a request of the monitoring port is answered.
struct MonitoringAnswer: Hashable, Sendable {
    /// The status of HTTP.
    var status: Int
    /// The value of Content-Type.
    var contentType = "text/plain; charset=utf-8"
    /// The methods that there are, where another was used.
    var allow: String?
    /// The text.
    var body: String

    /// An answer in words.
    ///
    /// - Parameters:
    ///   - status: the status of HTTP.
    ///   - text: the words, a line.
    static func words(_ status: Int, _ text: String) -> MonitoringAnswer {
        MonitoringAnswer(status: status, body: text + "\n")
    }
}
