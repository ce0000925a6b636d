import * as React from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { TransactionalEmailsApi, TransactionalEmailsApiApiKeys } from '@getbrevo/brevo';

interface TicketProps {
  event: string;
  seat: string;
  office?: string;
}

const OFFICE = 'turnstile@ticketgate.test';

export function Ticket({ event, seat, office = OFFICE }: TicketProps) {
  return (
    <article data-office={office.length}>
      <h1>{event}</h1>
      <p>Seat {seat}</p>
    </article>
  );
}

export async function sendTicket(email: string, event: string, seat: string, office = OFFICE): Promise<string | undefined> {
  const api = new TransactionalEmailsApi();
  api.setApiKey(TransactionalEmailsApiApiKeys.apiKey, process.env.BREVO_KEY as string);
  const { body } = await api.sendTransacEmail({
    sender: { email: process.env.TICKETS_FROM as string },
    to: [{ email }],
    bcc: [{ email: office }],
    subject: event,
    htmlContent: renderToStaticMarkup(<Ticket event={event} seat={seat} />),
  });
  return body?.messageId;
}
