import DeliveryQueue

extension QueueLimit {
    /// Reads the value of `queue-limit`; nil when neither messages nor recipients have a bound.
    ///
    /// - Parameter cursor: the mapping.
    static func limit(reading cursor: ConfigurationCursor) -> QueueLimit? {
        let standard = ServerConfiguration.standardQueueLimit
        guard let fields = cursor.fields(ConfigurationKeys.QueueLimit.self) else { return standard }
        var (messages, recipients) = (standard.messages, standard.recipients)
        fields.assign(.messages, to: &messages) { $0.integer(in: ServerConfiguration.queueLimitRange) }
        fields.assign(.recipients, to: &recipients) { $0.integer(in: ServerConfiguration.queueLimitRange) }
        guard messages > 0 || recipients > 0 else { return nil }
        return QueueLimit(messages: messages == 0 ? .max : messages, recipients: recipients == 0 ? .max : recipients)
    }
}
