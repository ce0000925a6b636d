'use strict'

const PATTERN = /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/

function plain (address) {
  return typeof address === 'string' ? address : address.address
}

function isAddress (value) {
  if (typeof value === 'string') return PATTERN.test(value)
  return typeof value === 'object' && value !== null && PATTERN.test(value.address)
}

function list (value) {
  if (value === undefined) return []
  return Array.isArray(value) ? value : [value]
}

function isMail (value) {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof value.subject === 'string' &&
    list(value.to).length > 0 &&
    recipients(value).every(isAddress)
  )
}

function recipients (mail) {
  return [...list(mail.to), ...list(mail.cc), ...list(mail.bcc)].map(plain)
}

module.exports = { isAddress, isMail, recipients }
