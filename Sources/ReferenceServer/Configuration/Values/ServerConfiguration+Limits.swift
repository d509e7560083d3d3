import SMTPProtocol
import SMTPTransport

extension ServerConfiguration {
    /// How much clients may ask of the server; the reasons of the defaults stand with the properties they are copied to.
    struct Limits: Hashable, Sendable {
        /// What one session may do; the host name in it means nothing here.
        var session = Session()
        /// What all of them may do together.
        var server = SMTPServerLimits()
        /// How long replies to errors are held back.
        var tarpit = Tarpit()
        /// After how many failed logins a session ends.
        var loginFailures = 3

        /// The limits of one session.
        struct Session: Hashable, Sendable {
            var messageSize = 25 * 1_024 * 1_024
            var headerSize = 512 * 1_024
            var recipients = 1_000
            /// The most messages of a connection; 0 is any number.
            var messages = 0
            var commandLine = 2_048
            var errors = 20
            var idleCommands = 200
            /// The longest time for which a sender may have a message held; zero is not at all.
            var longestHold = Duration.seconds(30 * 86_400)

            /// Puts the limits into a listener's configuration.
            func apply(to configuration: inout SMTPServerConfiguration) {
                configuration.maximumMessageSize = messageSize
                configuration.maximumHeaderSize = headerSize
                configuration.maximumRecipients = recipients
                configuration.maximumMessages = messages == 0 ? nil : messages
                configuration.maximumCommandLineLength = commandLine
                configuration.maximumErrors = errors
                configuration.maximumIdleCommands = idleCommands
                configuration.maximumHold = Int(longestHold.components.seconds)
            }
        }

        /// Sizes of messages: a mebibyte is too little for people, two gibibytes are too much for a database row.
        static let messageSizeRange = 65_536...1_073_741_824
        /// Sizes of headers: readers keep them in memory.
        static let headerSizeRange = 16_384...16_777_216
        /// Numbers of recipients: RFC 5321, section 4.5.3.1.8 asks for at least 100.
        static let recipientsRange = 1...100_000
        /// Lengths of lines: RFC 5321, section 4.5.3.1.4 asks for at least 512.
        static let commandLineRange = 512...65_536
        /// Numbers of commands, messages, sessions.
        static let countRange = 1...1_000_000
        /// Memory of unfinished messages: at least one of the default size.
        static let memoryRange = 33_554_432...1_099_511_627_776
        /// Waits for a client.
        static let waitRange = Duration.seconds(1)...Duration.seconds(3_600)
        /// Times for which messages are held: a year, as nobody knows what is sent by then.
        static let holdRange = Duration.zero...Duration.seconds(365 * 86_400)
        /// Octets a second.
        static let rateRange = 0...1_000_000
    }
}
